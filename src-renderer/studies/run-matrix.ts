import { countCells, listAxisPaths, listCells, maxStudyRuns } from '#analysis/study-cells';
import { findStudyRuns } from '#analysis/study-runs';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import { seedPath, type AxisValue, type Study } from '#spec/study';

/** The runs of a study as a table: a row for each combination, a column for each seed. */
export interface RunMatrix {
  /** Null alone where the seed is that of the model. */
  seeds: (number | null)[];
  rows: MatrixRow[];
}

export interface MatrixRow {
  key: string;
  model: string;
  /** By path of an axis, without the seed. */
  values: Record<string, AxisValue>;
  /** In the order of the seeds; null where a run is not made yet. */
  runs: (Run | null)[];
}

/** Null where the study asks for more runs than can be made. */
export function arrangeRuns(
  study: Study,
  runs: readonly Run[],
  models: ReadonlyMap<string, Experiment>,
): RunMatrix | null {
  if (countCells(study) > maxStudyRuns) return null;
  const found = new Map(
    findStudyRuns(study, runs, models).map(({ cell, run }) => [
      `${cell.combination}/${seedOf(cell)}`,
      run,
    ]),
  );
  const cells = listCells(study);
  const seeds = [...new Set(cells.map(seedOf))];
  const paths = listAxisPaths(study);
  const rows = new Map<string, MatrixRow>();
  for (const { model, values, combination } of cells)
    if (!rows.has(combination))
      rows.set(combination, {
        key: combination,
        model,
        values: Object.fromEntries(paths.map((path) => [path, values[path] ?? null])),
        runs: seeds.map((seed) => found.get(`${combination}/${seed}`) ?? null),
      });
  return { seeds, rows: [...rows.values()] };
}

function seedOf({ values }: { values: Record<string, AxisValue> }): number | null {
  const seed = values[seedPath];
  return typeof seed === 'number' ? seed : null;
}
