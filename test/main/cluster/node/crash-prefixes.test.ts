import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applyPart } from '#cluster/apply-part';
import { PartWriter } from '#cluster/node/part-writer';
import { RunFolderChanges } from '#cluster/node/run-folder-changes';
import { decodePart, type PartChange } from '#cluster/parts';
import type { TrainedRun } from '#spec/run';
import { listCheckpoints } from '#storage/checkpoints';
import { listMetrics, MetricWriter, readMetric } from '#storage/metrics';
import type { ProjectFolder } from '#storage/projects';
import { createRun, readTrainedRun, runDirectory } from '#storage/runs';
import { emptyFolder, newProject, spirals } from '../../storage/helpers';

const [steps, checkpointEvery] = [6, 2];
/** By metric, its first step and how often it is recorded: some come up late, as those of evaluations do. */
const metrics = { loss: [1, 1], cosine: [2, 3], validation: [2, 2], alarm: [4, 1] } as const;

function pointsAt(step: number) {
  return Object.entries(metrics).flatMap(([metric, [first, every]], index) =>
    step >= first && (step - first) % every === 0
      ? [{ metric, step, seconds: Math.random(), value: step * 10 + index }]
      : [],
  );
}

/** Stands for the process that trains: it writes what that does, in its order, from the newest checkpoint on. */
async function train(
  runs: string,
  run: TrainedRun,
  to: number,
  onWrite: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const directory = join(runs, run.id);
  const write = async (fields: Partial<TrainedRun>): Promise<void> => {
    await writeFile(join(directory, 'run.json'), JSON.stringify({ ...run, ...fields }));
    await onWrite();
  };
  const from = (await listCheckpoints(directory)).at(-1)?.step ?? 0;
  const writer = await MetricWriter.open(directory);
  await writer.truncateAfter(from);
  await write({ status: 'running', step: from });
  for (let step = from + 1; step <= to; step += 1) {
    writer.append(pointsAt(step));
    await writer.flush();
    await onWrite();
    if (step % checkpointEvery === 0) {
      const folder = join(directory, 'checkpoints', String(step));
      await mkdir(folder, { recursive: true });
      for (const name of ['weights', 'state.json']) await writeFile(join(folder, name), `${step}`);
      await onWrite();
    }
    await write({ status: 'running', step });
  }
  await writer.close();
  if (to === steps) await write({ status: 'finished', step: steps });
}

async function curvesOf(directory: string): Promise<Record<string, number[][]>> {
  const curves: Record<string, number[][]> = {};
  for (const metric of await listMetrics(directory)) {
    const rows = await readMetric(directory, metric);
    curves[metric] = [[...(rows?.step ?? [])], [...(rows?.value ?? [])]];
  }
  return curves;
}

const expected = Object.fromEntries(
  Object.keys(metrics).map((metric) => {
    const points = Array.from({ length: steps }, (_, index) => pointsAt(index + 1)).flat();
    const own = points.filter((point) => point.metric === metric);
    return [metric, [own.map(({ step }) => step), own.map(({ value }) => value)]];
  }),
);

interface Sending {
  /** Writes of the training between two looks. */
  lookEvery: number;
  checkpointEveryMs: number;
}

/** One attempt on a node whose folder is a copy of the run's: all that it sends. */
async function attempt(
  project: ProjectFolder,
  run: TrainedRun,
  to: number,
  { lookEvery, checkpointEveryMs }: Sending,
): Promise<PartChange[]> {
  const runs = await emptyFolder();
  await cp(runDirectory(project, run.id), join(runs, run.id), { recursive: true });
  const folder = new RunFolderChanges({ runs, runId: run.id, checkpointEveryMs });
  await folder.skip();
  const changes: PartChange[] = [];
  const look = async (isLast: boolean): Promise<void> => {
    for await (const change of folder.next({ isLast })) changes.push(change);
  };
  let writes = 0;
  await train(runs, run, to, async () => {
    if ((writes += 1) % lookEvery === 0) await look(false);
  });
  if (to === steps) await look(true);
  return changes;
}

/** Applies the changes one by one; after each, another attempt has to end with the curves of a run without a crash. */
async function applyWithCrashes(
  project: ProjectFolder,
  run: TrainedRun,
  changes: readonly PartChange[],
): Promise<void> {
  for (const [index, change] of changes.entries()) {
    await applyPart({ project, jobId: 'j', runIds: [run.id] }, [change]);
    const directory = runDirectory(project, run.id);
    const where = `after change ${index}, ${change.kind} ${change.path}`;
    const runs = await emptyFolder();
    await cp(directory, join(runs, run.id), { recursive: true });
    if ((await readTrainedRun(project, run.id, 'be tested')).status === 'finished')
      expect((await listCheckpoints(directory)).at(-1)?.step, where).toBe(steps);
    else await train(runs, run, steps);
    expect(await curvesOf(join(runs, run.id)), where).toEqual(expected);
  }
}

it('a run goes on after its node was lost at any change that it has sent', async () => {
  const project = await newProject();
  const run = await createRun(project, {
    ...{ name: 'r', modelId: null, spec: spirals('r', steps), job: { id: 'j', place: 'p' } },
  });
  // The first attempt is lost after rows that its last checkpoint does not cover.
  const often = { lookEvery: 2, checkpointEveryMs: 0 };
  await applyWithCrashes(project, run, await attempt(project, run, 3, often));
  const rarely = { lookEvery: 5, checkpointEveryMs: 3_600_000 };
  await applyWithCrashes(project, run, await attempt(project, run, steps, rarely));
  expect((await readTrainedRun(project, run.id, 'be tested')).status).toBe('finished');
});

it('a node that is lost between two parts of a file which it sends whole takes no rows along', async () => {
  const project = await newProject();
  const job = { id: 'j', place: 'p' };
  const run = await createRun(project, { name: 'r', modelId: null, spec: spirals('r'), job });
  const file = join(runDirectory(project, run.id), 'metrics/0.f64');
  const before = new Uint8Array(6 * 2 ** 20).map((_, index) => index % 251);
  await writeFile(file, before);
  // Cut far behind, after the checkpoint, and not grown as long yet.
  const after = before.slice(0, 5 * 2 ** 20);
  const folder = await emptyFolder();
  const parts = await PartWriter.open(folder, 'j-2');
  async function* changes(): AsyncGenerator<PartChange> {
    const path = `${run.id}/metrics/0.f64`;
    yield await Promise.resolve({ kind: 'replace', path, bytes: after });
  }
  await parts.write(changes());
  for (const [number, expectedRows] of [
    [1, before],
    [2, after],
  ] as const) {
    const bytes = await readFile(join(folder, `00000${number}.part`));
    const target = { project, jobId: 'j', runIds: [run.id] };
    await applyPart(target, decodePart(bytes, { job: 'j-2', number }));
    expect(Buffer.compare(await readFile(file), expectedRows)).toBe(0);
  }
});
