import type { PreviewRun } from '#spec/curve-import';
import { suggestName } from '#spec/curve-units';

/** A metric of files, with the values that all runs have of it. */
export interface ImportedMetric {
  /** What it is called here. */
  name: string;
  /** What it is made of: `val/err%`. */
  from: string;
  /** Its name in the files. */
  source: string;
  values: number;
  /** Of all runs. */
  lowest: number | null;
  highest: number | null;
}

/** The metrics of all runs: most runs of a folder have the same ones, which are renamed together. */
export function listImportedMetrics(runs: readonly PreviewRun[]): ImportedMetric[] {
  const bySource = new Map<string, ImportedMetric>();
  for (const { name, from, source, values, lowest, highest } of runs.flatMap(
    ({ metrics }) => metrics,
  )) {
    const known = bySource.get(source);
    bySource.set(source, {
      ...{ name, from, source },
      values: values + (known?.values ?? 0),
      lowest: extreme(Math.min, lowest, known?.lowest),
      highest: extreme(Math.max, highest, known?.highest),
    });
  }
  return [...bySource.values()];
}

/**
 * By the name in the files, what a metric most likely is here. A name is suggested once, where no metric has it, and not to
 * one that the user has named.
 */
export function suggestNames(
  metrics: readonly ImportedMetric[],
  renames: Readonly<Record<string, string>>,
): Map<string, string> {
  const taken = new Set(metrics.map(({ name }) => name));
  const found = new Map<string, string>();
  for (const { source } of metrics) {
    const name = suggestName(source);
    if (name === null || taken.has(name) || renames[source]?.trim()) continue;
    taken.add(name);
    found.set(source, name);
  }
  return found;
}

function extreme(
  choose: (...numbers: number[]) => number,
  ...candidates: readonly (number | null | undefined)[]
): number | null {
  const numbers = candidates.flatMap((each) => each ?? []);
  return numbers.length === 0 ? null : choose(...numbers);
}
