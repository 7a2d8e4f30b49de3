import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decodeCurves } from '#api/curve-codec';
import { readMetric } from '#storage/metrics';
import { loadCheckpoint } from '#engine/run/checkpoint';
import { buildNetwork } from '#engine/model/network';
import { TrainStep } from '#engine/step/train-step';
import { assertTrained, type TrainedRun } from '#spec/run';
import { taskFields } from '#spec/task';
import { inferUpdateWindows } from '#spec/update-windows';
import { loadCpuBackend } from '#tensorflow/backend/cpu-backend';
import { tf, type Variable } from '#tensorflow/backend/tf';
import { forkLauncher } from '#training/fork-port';
import { openServiceFixture, type ServiceFixture } from './service-fixture';

/** A project written by version 0.1.0. Never regenerate its files: users have such projects. */
const fixture = fileURLToPath(new URL('../../fixtures/saved-by-0.1.0', import.meta.url));
const worker = new URL('../../../src-main/training/worker.ts', import.meta.url);

const finished = '20261128-224913-spirals-small-cdni-1';
const recurrent = '20261128-224919-recall-auxiliary-task-1';
const failed = '20261128-224927-spirals-small-cdni-1';
const stopped = '20261128-224947-spirals-small-cdni-1';

let directory = '';
let scene: ServiceFixture;
let projectId = '';
/** Opens a copy of the saved project, because no test may change the original files. */
async function openCopy(): Promise<void> {
  directory = join(await mkdtemp(join(tmpdir(), 'dni-saved-')), 'saved-by-0.1.0');
  await cp(fixture, directory, { recursive: true });
  scene = await openServiceFixture({ project: directory, launchWorker: forkLauncher(worker) });
  projectId = (await scene.call('projects.current', {}))?.id ?? '';
}

async function removeCopy(): Promise<void> {
  await scene.close();
  await rm(join(directory, '..'), { recursive: true });
}

/** The SHA-256 of every file by its path in the folder. */
async function hashes(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        const hash = createHash('sha256').update(await readFile(path));
        return [path.slice(folder.length + 1), hash.digest('hex')] as const;
      }),
    ),
  );
}

const get = async (runId: string): Promise<TrainedRun> => {
  const run = await scene.call('runs.get', { projectId, runId });
  assertTrained(run, 'be read');
  return run;
};

/** The columns of one curve with all its points, and how many of them the window is told of. */
async function curve(
  runId: string,
  metric: string,
): Promise<{ step: number[]; seconds: number[]; value: number[]; total: number }> {
  const bytes = await scene.call('runs.curves', {
    projectId,
    lines: [{ key: runId, runIds: [runId] }],
    metrics: [{ metric }],
    points: 100_000,
  });
  const [drawn] = decodeCurves(bytes);
  const rows = await readMetric(join(directory, 'runs', runId), metric);
  if (!drawn || !rows) throw new Error(`there is no curve of ${metric}`);
  expect([...drawn.x]).toEqual([...rows.step]);
  const [step, seconds, value] = [[...rows.step], [...rows.seconds], [...rows.value]];
  return { step, seconds, value, total: drawn.total };
}

/** Resumes a run up to `steps` in a training process and waits for its end. */
async function resumed(runId: string, steps?: number): Promise<TrainedRun> {
  await scene.call('runs.resume', { projectId, runId, steps });
  await scene.waitForEvent(
    ({ event, payload }) =>
      event === 'run.changed' &&
      payload.run.id === runId &&
      ['finished', 'stopped', 'failed', 'interrupted'].includes(payload.run.status),
  );
  return get(runId);
}

const upTo = (last: number, from = 1): number[] =>
  Array.from({ length: last - from + 1 }, (_, index) => from + index);

describe('a project that version 0.1.0 has saved', () => {
  // These tests do not change the project, which the last test checks.
  beforeAll(openCopy);
  afterAll(removeCopy);

  it('opens under its name', async () => {
    expect(await scene.call('projects.current', {})).toMatchObject({
      name: 'saved-by-0.1.0',
      created: '2026-11-28T22:49:12.517Z',
    });
  });

  it('has its model with the positions of its nodes', async () => {
    const models = await scene.call('models.list', { projectId });
    expect(models.map(({ id }) => id)).toEqual(['spirals-small-cdni']);
    const file = await readFile(join(fixture, 'models', 'spirals-small-cdni.json'), 'utf8');
    const saved = JSON.parse(file) as { training: object };
    // What was added later has its default.
    const training = { ...saved.training, precision: 'float32' };
    expect(models[0]?.spec).toEqual({ ...saved, training });
    expect(models[0]?.spec).toMatchObject({
      version: 1,
      name: 'Spirals, small cDNI',
      description: 'Points of three interleaved spirals, two hidden layers of 8.',
      model: {
        nodes: {
          point: { kind: 'input', field: 'point', layout: 'vector' },
          hidden1: { kind: 'dense', units: 8, bias: true, batchNorm: true, activation: 'relu' },
        },
        modules: {},
      },
      training: { steps: 60, batch: 32, optimizer: { kind: 'adam', rate: 0.003, beta2: 0.999 } },
      canvas: {
        positions: {
          point: { x: 40, y: 120 },
          hidden1: { x: 280, y: 120 },
          hidden2: { x: 520, y: 96.5 },
          logits: { x: 760, y: 120 },
          loss: { x: 1000, y: -24 },
        },
      },
    });
  });

  it('has its runs with their spec and status', async () => {
    const runs = await scene.call('runs.list', { projectId });
    expect(runs.map(({ id, name, status }) => [id, name, status])).toEqual([
      [finished, 'Spirals, finished', 'finished'],
      [recurrent, 'Recall, auxiliary task', 'finished'],
      [failed, 'Spirals, diverged', 'failed'],
      [stopped, 'Spirals, stopped', 'stopped'],
    ]);
    const environment = {
      workbench: '0.1.0',
      node: '20.20.2',
      backend: 'tensorflow',
      tensorflow: '2.18.1',
      device: 'CPU, 2 threads',
      fallbackReason: null,
      platform: 'linux x64',
    };
    const common = { version: 1, method: 'dni', pid: null, environment };
    const [first, second, third, fourth] = runs;
    expect(first).toMatchObject({
      ...common,
      modelId: 'spirals-small-cdni',
      seed: 1,
      failure: null,
      created: '2026-11-28T22:49:13.799Z',
      started: '2026-11-28T22:49:13.822Z',
      ended: '2026-11-28T22:49:18.395Z',
      step: 60,
      seconds: 1.996587375,
      parameters: 155,
      notes: 'Learns slowly: 8 units are few.\nCompare with backprop.',
      tags: ['small', 'first try'],
      color: 0,
    });
    expect(second).toMatchObject({
      ...common,
      modelId: null,
      seed: 5,
      step: 30,
      seconds: 4.129175207000003,
      parameters: 244,
      notes: '',
      tags: [],
      color: 1,
      spec: { task: { kind: 'recall', symbols: 4, delay: 3 }, training: { unroll: 2, batch: 4 } },
    });
    expect(third).toMatchObject({
      ...common,
      seed: 3,
      step: 0,
      color: 2,
      failure:
        'The loss is NaN at step 3: training has diverged. Lower the learning rate of the model or of its synthesizers, or clip their gradients.',
      spec: { training: { optimizer: { rate: 1e30 } } },
    });
    expect(fourth).toMatchObject({
      ...common,
      seed: 2,
      step: 86,
      seconds: 3.101969160000004,
      color: 4,
      failure: null,
      spec: { training: { steps: 200, batch: 256, compiled: false, checkpointEvery: 100 } },
    });
    expect(await get(finished)).toEqual(first);
  });

  it('has the last and best values of its runs', async () => {
    const { metrics } = await get(finished);
    expect(Object.keys(metrics)).toEqual([
      'interface/hidden1->hidden2/cosine',
      'interface/hidden1->hidden2/relative-error',
      'interface/hidden1->hidden2/synthesizer-loss',
      'interface/hidden2->logits/cosine',
      'interface/hidden2->logits/relative-error',
      'interface/hidden2->logits/synthesizer-loss',
      'validation/loss',
      'validation/error',
      'test/loss',
      'test/error',
      'train/loss',
      'train/error',
      'speed/steps-per-second',
      'speed/examples-seen',
      'memory/resident-megabytes',
      'memory/tensors',
    ]);
    expect(metrics).toMatchObject({
      'train/loss': { last: 0.9663249254226685, best: 0.9263156652450562, bestStep: 58 },
      'test/error': { last: 0.634, best: 0.608, bestStep: 40 },
      'interface/hidden2->logits/cosine': {
        last: 0.9539217824388102,
        best: 0.9539217824388102,
        bestStep: 60,
      },
    });
    expect((await get(recurrent)).metrics).toMatchObject({
      'train/bits': { last: 1.9824250984040004, best: 1.8439739049799135, bestStep: 18 },
      'interface/core->core/cosine': {
        last: 0.3038140430155497,
        best: 0.32328550749769075,
        bestStep: 20,
      },
      'gradient/core->core/at-8': {
        last: 0.04742591828107834,
        best: 0.04740450903773308,
        bestStep: 20,
      },
    });
    expect((await get(stopped)).metrics).toMatchObject({
      'train/loss': { last: 0.8847751617431641, best: 0.8847751617431641, bestStep: 86 },
      'test/error': { last: 0.466, best: 0.446, bestStep: 80 },
    });
  });

  it('reads the step that validation selects from the curves of its runs', async () => {
    const { metrics, selected } = await get(finished);
    expect(metrics['validation/error']).toEqual({ last: 0.662, best: 0.632, bestStep: 40 });
    expect(selected).toMatchObject({ metric: 'validation/error', step: 40, value: 0.632 });
    for (const metric of ['validation/loss', 'validation/error', 'test/loss', 'test/error']) {
      const { step, value } = await curve(finished, metric);
      expect(selected?.values[metric], metric).toBe(value[step.indexOf(40)]);
    }
    expect((await get(recurrent)).selected).toMatchObject({ metric: 'validation/bits' });
  });

  it.each([
    {
      runId: finished,
      metric: 'train/loss',
      steps: upTo(60),
      first: [0.79823567625, 1.2698906660079956],
      last: [1.996587375, 0.9663249254226685],
    },
    {
      runId: finished,
      metric: 'interface/hidden1->hidden2/cosine',
      steps: [0, 20, 40, 60],
      first: [0.6326156470000001, 0],
      last: [1.996587375, 0.5145764956377492],
    },
    {
      runId: finished,
      metric: 'speed/examples-seen',
      steps: [29],
      first: [1.6793496630000009, 928],
      last: [1.6793496630000009, 928],
    },
    {
      runId: recurrent,
      metric: 'train/loss',
      // With a delay of 3 ticks and windows of 2 ticks, the first window has no targets.
      steps: upTo(30, 2),
      first: [2.994294378000001, 1.461526870727539],
      last: [4.129175207000003, 1.3741123676300049],
    },
    {
      runId: recurrent,
      metric: 'gradient/core->core/at-8',
      steps: [0, 10, 20, 30],
      first: [1.779688959, 0.04750474542379379],
      last: [4.129175207000003, 0.04742591828107834],
    },
    {
      runId: failed,
      metric: 'test/loss',
      steps: [0],
      first: [0.6033864250000002, 1.121655517578125],
      last: [0.6033864250000002, 1.121655517578125],
    },
    {
      runId: stopped,
      metric: 'test/error',
      steps: [0, 20, 40, 60, 80, 86],
      first: [0.1548585250000001, 0.666],
      last: [3.101969160000004, 0.466],
    },
    {
      runId: stopped,
      metric: 'train/error',
      steps: upTo(86),
      first: [0.2337755940000002, 0.640625],
      last: [3.091443227000004, 0.41796875],
    },
  ])('has the curve $metric of $runId', async ({ runId, metric, steps, first, last }) => {
    const { step, seconds, value, total } = await curve(runId, metric);
    expect(step).toEqual(steps);
    expect(total).toBe(steps.length);
    expect([seconds[0], value[0]]).toEqual(first);
    expect([seconds.at(-1), value.at(-1)]).toEqual(last);
  });

  it('has the logs of its runs', async () => {
    const log = (runId: string) => scene.call('runs.log', { projectId, runId });
    const started = 'Started on CPU, 2 threads, TensorFlow 2.18.1.';
    expect(await log(finished)).toEqual([
      { time: '2026-11-28T22:49:16.215Z', level: 'info', message: started },
      { time: '2026-11-28T22:49:18.395Z', level: 'info', message: 'Finished at step 60.' },
    ]);
    expect(await log(failed)).toEqual([
      { time: '2026-11-28T22:49:30.678Z', level: 'info', message: started },
      {
        time: '2026-11-28T22:49:32.186Z',
        level: 'error',
        message:
          'The loss is NaN at step 3: training has diverged. Lower the learning rate of the model or of its synthesizers, or clip their gradients.',
      },
    ]);
    expect(await log(stopped)).toEqual([
      { time: '2026-11-28T22:49:50.126Z', level: 'info', message: started },
      { time: '2026-11-28T22:49:53.408Z', level: 'info', message: 'Stopped at step 86.' },
    ]);
  });

  it('has its comparison', async () => {
    expect(await scene.call('comparisons.list', { projectId })).toEqual([
      {
        id: 'finished-and-stopped',
        modified: expect.any(String) as string,
        revision: '955cb84060ccec38',
        name: 'Finished and stopped',
        runs: [finished, stopped],
        metrics: ['train/loss', 'test/error', 'interface/hidden1->hidden2/cosine'],
        xAxis: 'examples',
        smoothing: 0.6,
        logScale: true,
        // What the earlier version had no choice of: every run is a curve of its own, one chart for each metric.
        filter: null,
        charts: null,
        groupBy: [],
        xMetric: null,
        xModule: null,
        center: 'mean',
        band: 'interval',
        showsRuns: true,
        baseline: null,
        hidden: [],
        colors: {},
        linksZoom: true,
        references: [],
      },
    ]);
  });

  it('has the checkpoints of its runs', async () => {
    const checkpoints = async (runId: string): Promise<number[][]> =>
      (await scene.call('runs.checkpoints', { projectId, runId })).map(({ step, bytes }) => [
        step,
        bytes,
      ]);
    expect(await checkpoints(finished)).toEqual([
      [30, 2988 + 5224 + 651],
      [60, 2988 + 5224 + 648],
    ]);
    expect(await checkpoints(recurrent)).toEqual([
      [15, 3472 + 3608 + 1200 + 2832],
      [30, 3472 + 3608 + 1200 + 2823],
    ]);
    expect(await checkpoints(failed)).toEqual([[0, 2988 + 5224 + 639]]);
    expect(await checkpoints(stopped)).toEqual([
      [0, 2988 + 5224 + 641],
      [86, 2988 + 5224 + 649],
    ]);
  });

  it('is not changed by opening and reading it', async () => {
    const before = await hashes(fixture);
    expect(Object.keys(before).length).toBeGreaterThan(80);
    const runs = await scene.call('runs.list', { projectId });
    await scene.call('models.list', { projectId });
    await scene.call('models.get', { projectId, modelId: 'spirals-small-cdni' });
    await scene.call('models.versions', { projectId, modelId: 'spirals-small-cdni' });
    await scene.call('models.trash', { projectId });
    await scene.call('comparisons.list', { projectId });
    await scene.call('datasets.list', { projectId });
    for (const { id: runId, metrics } of runs) {
      await scene.call('runs.get', { projectId, runId });
      await scene.call('runs.log', { projectId, runId });
      await scene.call('runs.checkpoints', { projectId, runId });
      const bytes = await scene.call('runs.curves', {
        projectId,
        lines: [{ key: runId, runIds: [runId] }],
        metrics: Object.keys(metrics).map((metric) => ({ metric, smoothing: 0.5 })),
        points: 10,
      });
      expect(decodeCurves(bytes)).toHaveLength(Object.keys(metrics).length);
    }
    await scene.service.close();
    expect(await hashes(directory)).toEqual(before);
  });
});

describe('a run that version 0.1.0 has saved', () => {
  beforeEach(openCopy);
  afterEach(removeCopy);

  /** The files in the run's folder that resuming does not append to. */
  const untouched = (all: Record<string, string>, runId: string): Record<string, string> =>
    Object.fromEntries(
      Object.entries(all).filter(
        ([path]) => !path.startsWith(join('runs', runId)) || path.includes('checkpoints'),
      ),
    );

  it('continues where it was stopped and finishes, without gaps in its curves', async () => {
    const before = await hashes(directory);
    const run = await resumed(stopped);
    expect(run).toMatchObject({
      status: 'finished',
      failure: null,
      step: 200,
      seed: 2,
      created: '2026-11-28T22:49:47.526Z',
      started: '2026-11-28T22:49:47.556Z',
      color: 4,
    });
    expect(run.seconds).toBeGreaterThan(3.101969160000004);

    const loss = await curve(stopped, 'train/loss');
    expect(loss.step).toEqual(upTo(200));
    expect(loss.seconds).toEqual(loss.seconds.toSorted((a, b) => a - b));
    const at = (step: number): number => loss.value[step - 1] ?? Number.NaN;
    expect(at(86)).toBe(0.8847751617431641);
    // Losses of the same run without a stop, by version 0.1.0. Other machines round sums differently.
    expect(at(87)).toBeCloseTo(0.9030934572219849, 4);
    expect(at(88)).toBeCloseTo(0.9239393472671509, 4);
    expect(at(100)).toBeCloseTo(0.9128038287162781, 3);
    expect(at(200)).toBeCloseTo(0.6755964756011963, 1);
    const error = await curve(stopped, 'test/error');
    expect(error.step).toEqual([0, 20, 40, 60, 80, 86, 100, 120, 140, 160, 180, 200]);

    const messages = (await scene.call('runs.log', { projectId, runId: stopped })).map(
      ({ message }) => message,
    );
    expect(messages[1]).toBe('Stopped at step 86.');
    expect(messages[2]).toMatch(/^Resumed from the checkpoint of step 86 on /);
    expect(messages.at(-1)).toBe('Finished at step 200.');
    const checkpoints = await scene.call('runs.checkpoints', { projectId, runId: stopped });
    expect(checkpoints.map(({ step }) => step)).toEqual([0, 86, 100, 200]);

    // All files saved before are unchanged, and rows are only appended to the curves.
    await scene.service.close();
    const after = await hashes(directory);
    expect(after).toMatchObject(untouched(before, stopped));
    for (const name of await readdir(join(fixture, 'runs', stopped, 'metrics'))) {
      const saved = await readFile(join(fixture, 'runs', stopped, 'metrics', name));
      const now = await readFile(join(directory, 'runs', stopped, 'metrics', name));
      expect(now.subarray(0, saved.length).equals(saved), name).toBe(true);
    }
  });

  it('of a recurrent model continues with its recurrent state', async () => {
    const run = await resumed(recurrent, 40);
    expect(run).toMatchObject({ status: 'finished', failure: null, step: 40, seed: 5 });
    const loss = await curve(recurrent, 'train/loss');
    expect(loss.step).toEqual(upTo(40, 2));
    const at = (step: number): number => loss.value[step - 2] ?? Number.NaN;
    expect(at(30)).toBe(1.3741123676300049);
    // Losses of the same run trained to 40 steps without a stop, by version 0.1.0.
    expect(at(31)).toBeCloseTo(1.4291586875915527, 4);
    expect(at(32)).toBeCloseTo(1.4376499652862549, 4);
    expect(at(35)).toBeCloseTo(1.4212818145751953, 4);
    expect(at(40)).toBeCloseTo(1.3636438846588135, 4);
    const error = await curve(recurrent, 'test/error');
    expect(error.step).toEqual([0, 15, 30, 40]);
    const cosine = await curve(recurrent, 'interface/core->core/cosine');
    expect(cosine.step).toEqual([0, 10, 20, 30, 40]);
    expect(cosine.value.at(-1)).toBeCloseTo(0.29640890832673095, 3);
  });

  it('has a checkpoint whose arrays all match a variable', async () => {
    await loadCpuBackend();
    const tensors = tf.memory().numTensors;
    const { spec } = await get(recurrent);
    const checkpoints = join(directory, 'runs', recurrent, 'checkpoints');
    const network = buildNetwork(spec.model, taskFields(spec.task) ?? {}, 99);
    const step = new TrainStep(network, spec.training, inferUpdateWindows(spec));
    try {
      const { optimizers, recurrentState } = step;
      const state = await loadCheckpoint(checkpoints, 30, { network, optimizers, recurrentState });
      expect(state).toMatchObject({ version: 2, step: 30, read: 60, ticks: 2 });
      const loaded = {
        weights: network.parameters.all(),
        optimizer: [...optimizers.values()].flatMap((optimizer) => optimizer.slots()),
        memory: recurrentState.all(),
      };
      for (const [file, variables] of Object.entries(loaded)) {
        const saved = arraysOf(await readFile(join(checkpoints, '30', `${file}.safetensors`)));
        const now = Object.fromEntries(
          variables.map(({ name, variable }) => [name, [...variable.dataSync()]]),
        );
        expect(now, file).toEqual(saved);
      }
      expect(loaded.memory.map(({ name }) => name)).toEqual([
        'state|core->core',
        'past|core|0|state|core->core',
        'past|core|0|sent|embed->core|0',
        'past|core|1|state|core->core',
        'past|core|1|sent|embed->core|0',
      ]);
      expect(valuesStart(loaded.memory)).not.toContain(0);
      const counts = Object.fromEntries([...optimizers].map(([id, { count }]) => [id, count]));
      expect(counts).toEqual({
        embed: 30,
        core: 30,
        'embed->core/synthesizer': 30,
        'core->core/synthesizer': 30,
        'core->core/auxiliary': 29,
      });
    } finally {
      step.dispose();
      network.dispose();
    }
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

/** The first number of each variable. */
function valuesStart(variables: readonly { variable: Variable }[]): (number | undefined)[] {
  return variables.map(({ variable }) => variable.dataSync()[0]);
}

/** Reads the float32 arrays of a safetensors file by name, by the specification of the format. */
function arraysOf(bytes: Buffer): Record<string, number[]> {
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<
    string,
    { data_offsets: [number, number] }
  >;
  return Object.fromEntries(
    Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(
        ([
          name,
          {
            data_offsets: [from, to],
          },
        ]) => [
          name,
          Array.from({ length: (to - from) / 4 }, (_, index) =>
            bytes.readFloatLE(start + from + 4 * index),
          ),
        ],
      ),
  );
}
