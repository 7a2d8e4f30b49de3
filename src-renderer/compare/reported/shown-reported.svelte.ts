import { untrack } from 'svelte';
import {
  findBeside,
  matchReported,
  suggestReported,
  type ReportedRow,
} from '#analysis/reported/match-reported';
import { resolveReferences, type ReportedFigure } from '#analysis/reported/reported-figures';
import type { RunField } from '#analysis/run-field';
import type { ReportedEntry, ReportedSource } from '#spec/reported';
import { comparison } from '../../stores/comparison.svelte';
import { models } from '../../stores/models.svelte';
import { reported } from '../../stores/reported.svelte';
import { compared } from '../compared.svelte';

/** The entries of a source that fit what is compared, and are not shown yet. */
export interface Suggestion {
  source: ReportedSource;
  entries: ReportedEntry[];
}

/** The reported results of the comparison. */
class ShownReported {
  templates = $derived(new Map(models.templates.map(({ id, spec }) => [id, spec])));
  #references = $derived(comparison.choices.references);
  figures = $derived<readonly ReportedFigure[]>(
    resolveReferences(this.#references, reported.sources),
  );
  /** Settings of runs do not change: which group an entry stands beside follows from the runs that are compared. */
  #identity = $derived(JSON.stringify([comparison.runs.map(({ id }) => id), comparison.fields]));
  suggestions = $derived.by((): Suggestion[] => {
    void this.#identity;
    const { sources } = reported;
    const { templates } = this;
    const shown = new Set(this.figures.map(({ key }) => key));
    return untrack(() => {
      const found = suggestReported(sources, compared.groups, templates);
      const open = found.filter(({ key }) => !shown.has(key));
      return [...new Set(open.map(({ source }) => source))].map((source) => ({
        source,
        entries: open.filter((figure) => figure.source === source).map(({ entry }) => entry),
      }));
    });
  });

  /** The values of a field, each with the group that it stands beside. */
  rows(field: RunField): ReportedRow[] {
    return this.figures.length === 0
      ? []
      : matchReported(this.figures, compared.groups, field, this.templates);
  }

  /** The labels of the groups that an entry stands beside. */
  labelsBeside(entry: ReportedEntry): string[] {
    return findBeside(entry, compared.groups, this.templates).map(
      ({ key }) => compared.byKey.get(key)?.label ?? key,
    );
  }

  isShown(source: string, entry: string): boolean {
    return this.#references.some(
      (reference) => reference.source === source && reference.entries.includes(entry),
    );
  }

  /** Shows entries of a source in the comparison, or leaves them out. */
  show(source: string, entries: readonly string[], isShown: boolean): void {
    const present = this.#references.find((reference) => reference.source === source);
    const others = (present?.entries ?? []).filter((id) => !entries.includes(id));
    const next = { source, entries: isShown ? [...others, ...entries] : others };
    const references = present
      ? this.#references.map((reference) => (reference === present ? next : reference))
      : [...this.#references, next];
    comparison.change({ references: references.filter((one) => one.entries.length > 0) });
  }
}

export const shownReported = new ShownReported();
