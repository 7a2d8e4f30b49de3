import type { CurveImportInput, CurvePreview } from '#spec/curve-import';
import { guessUnit, withUnit, type CurveUnit } from '#spec/curve-units';
import { foreignMetricName } from '#spec/metric-catalogue';
import { countNoun } from '#spec/count-noun';
import { messageOf } from '#spec/errors';
import type { Method } from '#spec/training';
import { LatestAnswer } from '../../data/latest-answer';
import { runs } from '../../stores/runs.svelte';
import { session } from '../../stores/session.svelte';
import { listImportedMetrics } from './list-metrics';

/** What the user says of the runs; empty texts are left out. */
interface Draft {
  path: string;
  name: string;
  model: string;
  tags: string;
  method: Method | '';
  seed: string;
  stepColumn: string;
  timeColumn: string;
  runColumn: string;
  /** By the name of a metric in the files, that which it gets here. */
  renames: Record<string, string>;
  /** By the same, the unit of its values. */
  units: Record<string, CurveUnit>;
}

function newDraft(path: string): Draft {
  return {
    path,
    name: '',
    model: '',
    tags: '',
    method: '',
    seed: '',
    stepColumn: '',
    timeColumn: '',
    runColumn: '',
    renames: {},
    units: {},
  };
}

/** The dialog that brings in runs of other programs: what the user says, and what would come of it. */
class ImportRuns {
  isOpen = $state(false);
  draft = $state(newDraft(''));
  /** Of the draft as it is; null while it is worked out, or cannot be. */
  preview = $state.raw<CurvePreview | null>(null);
  problem = $state<string | null>(null);
  isReading = $state(false);
  isImporting = $state(false);
  /** By the name of a metric in the files, its name here where the user gives it none. */
  readonly #ownNames = new Map<string, string>();
  readonly #answers = new LatestAnswer<CurvePreview>(250, {
    onanswer: (preview) => {
      this.#settle({ preview, problem: null });
      this.#presetUnits(preview);
    },
    onerror: (error) => this.#settle({ preview: null, problem: messageOf(error) }),
  });

  show(path = ''): void {
    this.draft = newDraft(path);
    this.#ownNames.clear();
    this.#settle({ preview: null, problem: null });
    this.isOpen = true;
    this.refresh();
  }

  close(): void {
    this.#answers.cancel();
    this.isOpen = false;
  }

  /** Reads the files anew, since the draft has changed. */
  refresh(): void {
    if (this.draft.path.trim() === '') {
      this.#answers.cancel();
      this.#settle({ preview: null, problem: null });
      return;
    }
    this.isReading = true;
    const request = this.#toRequest();
    this.#answers.ask(() => session.callInProject('curves.preview', { request }));
  }

  async import(): Promise<void> {
    if (!this.preview || this.isImporting) return;
    this.isImporting = true;
    try {
      const result = await session.callInProject('curves.import', { request: this.#toRequest() });
      const changed = result.runs.filter(({ outcome }) => outcome !== 'unchanged');
      const [first] = changed;
      this.close();
      session.notify(
        changed.length === 0
          ? 'These runs are in the project already, and their files have not changed.'
          : `${countNoun(changed.length, 'run')} imported.`,
        'info',
      );
      if (first) runs.show(first.id);
    } catch (error) {
      this.problem = messageOf(error);
    } finally {
      this.isImporting = false;
    }
  }

  /** The name that a metric of the files has here: the user's, or the one that it has without a word of the user. */
  #nameOf(source: string, renames: Draft['renames']): string {
    const typed = renames[source]?.trim() ?? '';
    return typed || (this.#ownNames.get(source) ?? foreignMetricName(source));
  }

  /** Values of runs that are new get the unit in which they probably are, unless the user has chosen one. */
  #presetUnits({ runs: previewed }: CurvePreview): void {
    const { renames, units } = this.draft;
    const isNew = previewed.every(({ state }) => state === 'new');
    let isChanged = false;
    for (const { source, name, from, ...range } of listImportedMetrics(previewed)) {
      if (!renames[source]?.trim()) this.#ownNames.set(source, name);
      if (!isNew || units[source] !== undefined || from !== source) continue;
      const unit = guessUnit(name, { source, ...range });
      if (unit === 'stored') continue;
      units[source] = unit;
      isChanged = true;
    }
    if (isChanged) this.refresh();
  }

  #settle({ preview, problem }: Pick<ImportRuns, 'preview' | 'problem'>): void {
    this.preview = preview;
    this.problem = problem;
    this.isReading = false;
  }

  #toRequest(): CurveImportInput {
    const { path, name, model, tags, method, seed, renames, units, ...columns } = $state.snapshot(
      this.draft,
    );
    const said = (text: string): string | undefined => text.trim() || undefined;
    return {
      paths: [path.trim()],
      name: said(name),
      settings: said(model) === undefined ? {} : { model: model.trim() },
      tags: tags.split(',').flatMap((tag) => said(tag) ?? []),
      method: method === '' ? undefined : method,
      seed: said(seed) === undefined ? undefined : Number(seed),
      metrics: Object.fromEntries(
        [...new Set([...Object.keys(renames), ...Object.keys(units)])]
          .filter((source) => renames[source]?.trim() || units[source] !== undefined)
          .map((source) => [
            this.#nameOf(source, renames),
            withUnit(source, units[source] ?? 'stored'),
          ]),
      ),
      columns: {
        step: said(columns.stepColumn),
        time: said(columns.timeColumn),
        run: said(columns.runColumn),
      },
    };
  }
}

/** Whether a file of this name has curves that can be imported. */
export function isCurveFile(name: string): boolean {
  return name.includes('tfevents') || isTableFile(name);
}

/** A table may hold curves or data. */
export function isTableFile(name: string): boolean {
  return /\.(csv|tsv)(\.gz)?$/i.test(name);
}

export const importRuns = new ImportRuns();
