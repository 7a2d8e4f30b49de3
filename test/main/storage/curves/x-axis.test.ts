import { describe, expect, it } from 'vitest';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { spirals } from '../helpers';
import { group, singleRuns, writeRuns, type Row } from './write-runs';

const curve: Row[] = [
  [10, 5, 3],
  [20, 4, 7],
  [30, 3, 12],
];
const numbers = (column: ArrayLike<number> | undefined): number[] => Array.from(column ?? []);

/** The spirals with other settings of training. */
const withTraining = (training: object): Experiment => {
  const spec = spirals();
  return experimentSchema.parse({ ...spec, training: { ...spec.training, ...training } });
};

/** A model of one recurrent core, whose steps grow with the task under backprop. */
const copy = (training: object): Experiment =>
  experimentSchema.parse({
    version: 1,
    name: 'copy',
    model: {
      nodes: {
        in: { kind: 'input', field: 'input' },
        core: { kind: 'lstm', units: 4 },
        out: { kind: 'dense', units: 8 },
        loss: { kind: 'softmaxCrossEntropy', target: 'target' },
      },
      edges: [
        { from: 'in', to: 'core' },
        { from: 'core', to: 'core', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
        { from: 'core', to: 'out' },
        { from: 'out', to: 'loss' },
      ],
    },
    task: { kind: 'copy' },
    training: {
      method: 'dni',
      steps: 100,
      batch: 16,
      optimizer: { kind: 'sgd', rate: 1 },
      ...training,
    },
  });

describe('the x axis', () => {
  it('counts steps, seconds of training, or seconds since the first point of the curve', async () => {
    const runs = await writeRuns({ r: { 'test/error': curve } });
    const xOf = async (x: 'step' | 'seconds' | 'relative') =>
      numbers((await runs.read(singleRuns(['r'], { x })))[0]?.x);
    expect(await xOf('step')).toEqual([10, 20, 30]);
    expect(await xOf('seconds')).toEqual([3, 7, 12]);
    expect(await xOf('relative')).toEqual([0, 4, 9]);
    const range = { from: 3, to: 5 };
    const [zoomed] = await runs.read(singleRuns(['r'], { x: 'relative', range }));
    expect(numbers(zoomed?.x)).toEqual([0, 4, 9]);
    expect(zoomed?.total).toBe(1);
  });

  it('counts examples: the batch times the ticks of a step', async () => {
    const specs = {
      examples: withTraining({ batch: 32 }),
      ticks: copy({ unroll: 5 }),
    };
    const runs = await writeRuns(
      { examples: { 'test/error': curve }, ticks: { 'test/error': curve } },
      specs,
    );
    const [examples, ticks] = await runs.read(singleRuns(['examples', 'ticks'], { x: 'examples' }));
    expect(numbers(examples?.x)).toEqual([320, 640, 960]);
    // 16 rows of 5 ticks.
    expect(numbers(ticks?.x)).toEqual([800, 1600, 2400]);
  });

  it('interpolates the recorded examples where a step grows with the task', async () => {
    const specs = { r: copy({ method: 'backprop' }), none: copy({ method: 'backprop' }) };
    const seen: Row[] = [
      [20, 1000],
      [25, 3000],
    ];
    const runs = await writeRuns(
      { r: { 'test/error': curve, 'speed/examples-seen': seen }, none: { 'test/error': curve } },
      specs,
    );
    const [found, missing] = await runs.read(singleRuns(['r', 'none'], { x: 'examples' }));
    // 0 at step 0, so 500 at step 10; after step 25 as before it: 400 a step.
    expect(numbers(found?.x)).toEqual([500, 1000, 5000]);
    expect(missing).toMatchObject({
      total: 0,
      notes: ['This run has not recorded how many examples it has seen.'],
    });
  });

  it('counts the updates of a module: whole windows, times the probability of an update', async () => {
    const specs = {
      every: withTraining({}),
      sparse: withTraining({ updateProbability: 0.5 }),
      // Under backprop the probability is ignored.
      locked: withTraining({ method: 'backprop', updateProbability: 0.5 }),
    };
    const at: Row[] = [
      [3, 1],
      [8, 1],
    ];
    const runs = await writeRuns(
      Object.fromEntries(Object.keys(specs).map((id) => [id, { 'test/error': at }])),
      specs,
    );
    const request = { x: 'updates' as const, xModule: 'hidden' };
    const [every, sparse, locked] = await runs.read(singleRuns(Object.keys(specs), request));
    expect(numbers(every?.x)).toEqual([3, 8]);
    expect(every?.notes).toEqual([]);
    expect(numbers(sparse?.x)).toEqual([1.5, 4]);
    expect(sparse?.notes).toEqual([
      'Updates are expected numbers: a module updates with probability 0.5.',
    ]);
    expect(numbers(locked?.x)).toEqual([3, 8]);
    const [unknown] = await runs.read(singleRuns(['every'], { ...request, xModule: 'other' }));
    expect(unknown?.notes).toEqual(["This run has no module 'other'."]);
  });

  it('shows a metric: its last value at or before each step, in the order of the steps', async () => {
    const loss: Row[] = [
      [15, 0.5],
      [20, 0.25],
      [28, 0.75],
    ];
    const runs = await writeRuns({
      r: { 'test/error': [...curve, [40, 2, 20]], 'train/loss': loss },
      none: { 'test/error': curve },
    });
    const request = { x: 'metric' as const, xMetric: 'train/loss' };
    const [found, none] = await runs.read(singleRuns(['r', 'none'], request));
    // Nothing is measured at step 10 yet.
    expect(numbers(found?.x)).toEqual([0.25, 0.75, 0.75]);
    expect(numbers(found?.y)).toEqual([4, 3, 2]);
    expect(none?.notes).toEqual(["This run has not measured 'train/loss', which the axis shows."]);
  });

  it('begins the line anew where an axis of a metric comes back into the range', async () => {
    const x = [1, 2, 9, 9, 9, 2, 1];
    const runs = await writeRuns({
      r: {
        'test/error': x.map((_, step): Row => [step, step]),
        'train/loss': x.map((value, step): Row => [step, value]),
      },
    });
    const request = { x: 'metric' as const, xMetric: 'train/loss', range: { from: 0, to: 3 } };
    const [found] = await runs.read(singleRuns(['r'], request));
    // The points beside the range lead out of it and into it; the one in the middle is left out.
    expect(numbers(found?.y)).toEqual([0, 1, 2, 4, 5, 6]);
    expect(numbers(found?.breaks)).toEqual([3]);
    expect(found?.total).toBe(4);
  });

  it('says of a group which runs have no such axis', async () => {
    const runs = await writeRuns({
      a: { 'test/error': curve, 'train/loss': curve },
      b: { 'test/error': curve, 'train/loss': curve },
      c: { 'test/error': curve },
    });
    const request = { x: 'metric' as const, xMetric: 'train/loss' };
    const [found] = await runs.read(group(['a', 'b', 'c'], request));
    expect(numbers(found?.n ?? [])).toEqual([2, 2, 2]);
    expect(found?.notes).toEqual([
      "The x axis has the mean of 'train/loss' over the runs at each step.",
      "A run of the group has not measured 'train/loss', which the axis shows, so it is left out.",
    ]);
  });
});
