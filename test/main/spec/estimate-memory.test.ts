import { describe, expect, it } from 'vitest';
import { estimateMemory, type MemoryUse } from '#spec/estimate-memory';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { taskFields } from '#spec/task';
import { experiment, model, template } from './make';

const x = { kind: 'input', field: 'image' };
const loss = { kind: 'softmaxCrossEntropy', target: 'label' };
const logits = { kind: 'dense', units: 10 };
const relu = (units: number, more: object = {}) => ({
  kind: 'dense',
  units,
  activation: 'relu',
  ...more,
});
const adam = { kind: 'adam', rate: 1e-4 };
const symbol = { kind: 'label', classes: 6 } as const;

function estimate(spec: Experiment, bytes = 0) {
  const fields = taskFields(spec.task, { symbol, next: symbol });
  return estimateMemory(spec, fields, { bytes, counts: null });
}

function bytesOf(spec: Experiment, use: MemoryUse): number {
  return estimate(spec)
    .shares.filter((share) => share.use === use)
    .reduce((sum, { device, host }) => sum + device + host, 0);
}

const chain = (units: number, training: Record<string, unknown> = {}, more: object = {}) =>
  experiment(
    model({ x, a: relu(units, more), logits, loss }, ['x>a', 'a>logits', 'logits>loss']),
    training,
  );

describe('the parts of the estimate, by hand', () => {
  it('counts weights, gradients and slots', () => {
    // 785 · 100 and 101 · 10 weights of four bytes.
    const weights = 4 * (78_500 + 1010);
    // SGD: 2 copies, a gradient, 2 for a checkpoint, the initial ones. Adam adds 2 slots to each of the 4 copies.
    expect(bytesOf(chain(100), 'weights')).toBe(6 * weights);
    expect(bytesOf(chain(100, { optimizer: adam }), 'weights')).toBe(14 * weights);
    const momentum = { kind: 'momentum', rate: 0.1 };
    expect(bytesOf(chain(100, { optimizer: momentum }), 'weights')).toBe(10 * weights);
  });

  it('counts the tensors of a step with the batch', () => {
    // 3 copies of 784 pixels; of 100 units the product, the rectified one and 3 backward; 10 logits 1 + 3; loss 3.
    const numbers = 3 * 784 + 5 * 100 + 4 * 10 + 3 * 10;
    expect(bytesOf(chain(100, { batch: 1000 }), 'step')).toBe(4 * 1000 * numbers);
    // Batch normalisation: two more of the hidden layer.
    const normed = chain(100, { batch: 1000 }, { batchNorm: true });
    expect(bytesOf(normed, 'step')).toBe(4 * 1000 * (numbers + 200));
    // A small batch needs less than the 500 examples of an evaluation.
    expect(bytesOf(chain(100, { batch: 2 }), 'step')).toBe(0);
    expect(bytesOf(chain(100, { batch: 2 }), 'evaluation')).toBe(
      4 * 500 * (3 * 784 + 100 + 10 + 10),
    );
  });

  it('counts the ticks of an unroll, and again those that the auxiliary task runs', () => {
    const spec = lstm('none', { unroll: 40 });
    const core = (of: Experiment) =>
      estimate(of).shares.find(({ node, use }) => node === 'core' && use === 'step')?.device ?? 0;
    expect(core(spec)).toBe(4 * 256 * 40 * (12 * 4 * 1024));
    expect(core(lstm('dni', { unroll: 8 }))).toBe(core(spec) / 5);
    expect(core(lstm('dni', { unroll: 8 }, { auxiliary: true }))).toBe((2 * core(spec)) / 5);
  });

  it('adds data and program, and says where sizes are unknown', () => {
    const { host, isPartial } = estimate(chain(100), 1e9);
    expect(host - estimate(chain(100)).host).toBe(1e9);
    expect(isPartial).toBe(false);
    expect(estimateMemory(template('paper-ptb-dni-8'), null).isPartial).toBe(true);
  });
});

function lstm(method: string, training: object, decoupled: object = {}, units = 1024): Experiment {
  return experimentSchema.parse({
    version: 1,
    name: 'lstm',
    model: {
      nodes: {
        x: { kind: 'input', field: 'symbol' },
        core: { kind: 'lstm', units },
        logits: { kind: 'dense', units: 'classes' },
        loss: { kind: 'softmaxCrossEntropy', target: 'next' },
      },
      edges: [
        { from: 'x', to: 'core' },
        {
          from: 'core',
          to: 'core',
          delay: 1,
          decoupled: { synthesizer: { hidden: [units] }, ...decoupled },
        },
        { from: 'core', to: 'logits' },
        { from: 'logits', to: 'loss' },
      ],
    },
    task: { kind: 'text' },
    training: { method, steps: 6, batch: 256, optimizer: adam, ...training },
    diagnostics: { every: 0 },
  });
}

/**
 * The largest resident memory (VmHWM) of the training process on a Linux machine with 2 cores, TensorFlow 2.18.1, in
 * megabytes of 1,000,000 bytes. Each run made 6 to 20 steps with an evaluation and a checkpoint.
 */
const mnistBytes = 70_000 * 784;
const wide = (optimizer: object) => ({
  spec: experiment(
    model({ x, a: relu(4096), b: relu(4096), c: relu(4096), logits, loss }, [
      'x>a',
      'a>b',
      'b>c',
      'c>logits',
      'logits>loss',
    ]),
    { batch: 256, optimizer },
  ),
  bytes: mnistBytes,
});
const manyRows = (more: object) => ({
  spec: experiment(
    model({ x, a: relu(512, more), b: relu(512, more), logits, loss }, [
      'x>a',
      'a>b',
      'b>logits',
      'logits>loss',
    ]),
    { batch: 65_536, optimizer: adam },
  ),
  bytes: mnistBytes,
});
const text = (spec: Experiment) => ({ spec, bytes: 1.6e6 });
const short = (name: string, bytes: number) => {
  const spec = template(name);
  return { spec: { ...spec, training: { ...spec.training, steps: 20 } }, bytes };
};
const measured: [string, { spec: Experiment; bytes: number }, number][] = [
  ['three dense layers of 4,096, Adam', wide(adam), 2908],
  ['three dense layers of 4,096, SGD', wide({ kind: 'sgd', rate: 0.01 }), 1886],
  ['a batch of 65,536', manyRows({}), 3060],
  ['a batch of 65,536 with batch normalisation', manyRows({ batchNorm: true }), 3573],
  ['LSTM of 1,024, 40 ticks', text(lstm('none', { unroll: 40 })), 3707],
  ['LSTM of 1,024, 8 ticks, DNI', text(lstm('dni', { unroll: 8 })), 1345],
  ['the same with the auxiliary task', text(lstm('dni', { unroll: 8 }, { auxiliary: true })), 2120],
  ['LSTM of 256, 200 ticks', text(lstm('none', { unroll: 200 }, {}, 256)), 2685],
  ['template mnist-cnn-cdni', short('mnist-cnn-cdni', mnistBytes), 769],
  ['template mnist-dni', short('mnist-dni', mnistBytes), 780],
  ['template counting-dni', short('counting-dni', mnistBytes), 783],
  ['template spirals-cdni', short('spirals-cdni', 0), 396],
];

describe('agrees with measured runs to a factor of two', () => {
  it.each(measured)('%s: %s', (_, { spec, bytes }, megabytes) => {
    const { device, host } = estimate(spec, bytes);
    const ratio = (device + host) / (1e6 * megabytes);
    expect(ratio).toBeGreaterThan(1 / 2);
    expect(ratio).toBeLessThan(2);
  });
});
