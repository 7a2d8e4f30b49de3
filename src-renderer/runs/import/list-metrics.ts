import type { PreviewRun } from '#spec/curve-import';

/** A metric of files, with the values that all runs have of it. */
export interface ImportedMetric {
  /** What it is called here. */
  name: string;
  from: string;
  values: number;
}

/** The metrics of all runs: most runs of a folder have the same ones, which are renamed together. */
export function listImportedMetrics(runs: readonly PreviewRun[]): ImportedMetric[] {
  const byName = new Map<string, ImportedMetric>();
  for (const { name, from, values } of runs.flatMap(({ metrics }) => metrics))
    byName.set(from, { name, from, values: values + (byName.get(from)?.values ?? 0) });
  return [...byName.values()];
}
