import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { curvesRequestSchema, type Curve, type CurvesRequestInput } from '#spec/curves';
import type { Experiment } from '#spec/experiment';
import { ColumnCache } from '#storage/curves/column-cache';
import { readCurves } from '#storage/curves/read-curves';
import { MetricWriter } from '#storage/metrics';
import { emptyFolder, spirals } from '../helpers';

/** Rows of a curve: [step, value] takes two seconds a step. */
export type Row = readonly [step: number, value: number, seconds?: number];

/** Runs with curves in a folder of their own. */
export interface WrittenRuns {
  folder: string;
  cache: ColumnCache;
  directoryOf: (runId: string) => string;
  /** Appends rows to a metric of a run. */
  append: (runId: string, metric: string, rows: readonly Row[]) => Promise<void>;
  read: (request: CurvesRequestInput) => Promise<Curve[]>;
}

export async function writeRuns(
  runs: Record<string, Record<string, readonly Row[]>>,
  specs: Record<string, Experiment | null> = {},
): Promise<WrittenRuns> {
  const folder = await emptyFolder();
  const cache = new ColumnCache();
  const directoryOf = (runId: string): string => join(folder, runId);
  const append = async (runId: string, metric: string, rows: readonly Row[]): Promise<void> => {
    await mkdir(directoryOf(runId), { recursive: true });
    const writer = await MetricWriter.open(directoryOf(runId));
    writer.append(
      rows.map(([step, value, seconds = step * 2]) => ({ metric, step, seconds, value })),
    );
    await writer.close();
  };
  for (const [runId, metrics] of Object.entries(runs)) {
    await mkdir(directoryOf(runId), { recursive: true });
    for (const [metric, rows] of Object.entries(metrics)) await append(runId, metric, rows);
  }
  return {
    folder,
    cache,
    directoryOf,
    append,
    read: (request) =>
      readCurves(
        curvesRequestSchema.parse(request),
        (runId) => ({
          directory: directoryOf(runId),
          readSpec: async () => (runId in specs ? (specs[runId] ?? null) : spirals()),
        }),
        cache,
      ),
  };
}

/** A request for `test/error`, each run a line of its own. */
export const singleRuns = (
  runIds: readonly string[],
  more: Partial<CurvesRequestInput> = {},
): CurvesRequestInput => ({
  lines: runIds.map((id) => ({ key: id, runIds: [id] })),
  metrics: [{ metric: 'test/error' }],
  ...more,
});

/** A request for `test/error` of all runs as one line. */
export const group = (
  runIds: readonly string[],
  more: Partial<CurvesRequestInput> = {},
): CurvesRequestInput => ({
  lines: [{ key: 'group', runIds: [...runIds] }],
  metrics: [{ metric: 'test/error' }],
  ...more,
});
