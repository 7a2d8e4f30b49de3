import type { MetricPoint } from '#spec/metric-catalogue';
import type { TrainedRun } from '#spec/run';
import { MetricWriter } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { createRun, runDirectory, writeRun } from '#storage/runs';
import { newProject, spirals } from '../storage/helpers';

export const started = '2026-11-28T12:00:00.250Z';

/** Values that a format may spoil: those without an exact decimal text, the smallest and the largest, and no numbers. */
export const delicate = [
  0.1,
  1 / 3,
  -0,
  0,
  5e-324,
  -Number.MAX_VALUE,
  1e21,
  123456789012345680,
  NaN,
  Infinity,
  -Infinity,
];

/** A run that has ended, with these points. */
export async function addRun(
  project: ProjectFolder,
  points: readonly MetricPoint[],
  changes: Partial<TrainedRun> = {},
): Promise<TrainedRun> {
  const name = changes.name ?? 'Run';
  const created = await createRun(project, { name, modelId: 'spirals', spec: spirals() });
  const run: TrainedRun = { ...created, status: 'finished', pid: null, started, ...changes };
  await writeRun(project, run);
  const writer = await MetricWriter.open(runDirectory(project, run.id));
  writer.append(points);
  await writer.close();
  return run;
}

/** Two runs with delicate names and values, and one without values. */
export async function exportedProject(): Promise<{ project: ProjectFolder; runs: TrainedRun[] }> {
  const project = await newProject();
  const point = (metric: string, row: number, value: number): MetricPoint => ({
    metric,
    step: 3 * row,
    seconds: row / 7,
    value,
  });
  const first = await addRun(
    project,
    [
      ...delicate.map((value, row) => point('train/loss', row, value)),
      point('interface/a->b/cosine', 2 ** 40, 0.5),
    ],
    { name: 'rate 0.1, "wide"\n𝜃', seed: 4294967295 },
  );
  const second = await addRun(project, [point('test/error', 1, 0.25)], { name: 'plain' });
  const empty = await addRun(project, [], { name: 'empty' });
  return { project, runs: [first, second, empty] };
}
