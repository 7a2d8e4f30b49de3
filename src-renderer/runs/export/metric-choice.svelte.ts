import { SvelteSet } from 'svelte/reactivity';
import type { Run } from '#spec/run';
import { sortMetrics } from '#chart/metric-names';

/** Which metrics of some runs are written: all of them, or those that are ticked. */
export class MetricChoice {
  readonly runs: readonly Run[];
  /** Those that any of the runs has, in the order of display. */
  readonly names: readonly string[];
  isAll = $state(true);
  readonly #ticked = new SvelteSet<string>();

  constructor(runs: readonly Run[]) {
    this.runs = runs;
    this.names = sortMetrics(runs.flatMap(({ metrics }) => Object.keys(metrics)));
  }

  has(name: string): boolean {
    return this.#ticked.has(name);
  }

  toggle(name: string): void {
    if (!this.#ticked.delete(name)) this.#ticked.add(name);
  }

  /** Null: all, also those that the runs record until it is written. */
  get chosen(): string[] | null {
    return this.isAll ? null : this.names.filter((name) => this.has(name));
  }

  /** Why nothing can be written; null where it can. */
  get obstacle(): string | null {
    if (this.names.length === 0)
      return this.runs.length === 1
        ? 'The run has recorded nothing yet.'
        : 'The runs have recorded nothing yet.';
    return this.chosen?.length === 0 ? 'Choose a metric.' : null;
  }
}
