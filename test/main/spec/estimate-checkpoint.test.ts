import { describe, expect, it } from 'vitest';
import { estimateCheckpoint } from '#spec/estimate-checkpoint';
import { experimentSchema, type Experiment, type ExperimentInput } from '#spec/experiment';
import type { Fields } from '#spec/task';
import { experiment, mnistFields, model } from './make';

const nodes = {
  image: { kind: 'input', field: 'image' },
  a: { kind: 'dense', units: 2, activation: 'relu' },
  b: { kind: 'dense', units: 10 },
  loss: { kind: 'softmaxCrossEntropy', target: 'label' },
};

const estimate = (
  edges: string[],
  training: Record<string, unknown> = {},
  more: object = {},
): number =>
  estimateCheckpoint(experiment(model({ ...nodes, ...more }, edges), training), mnistFields);
const plain = ['image>a', 'a>b', 'b>loss'];
/** The name, shape and place of an array, beside its numbers. */
const header = 90;

describe('the size of a checkpoint', () => {
  it('is that of the weights, and of what the optimizer keeps of each', () => {
    // 784 · 2 + 2 and 2 · 10 + 10 numbers of 4 bytes in four arrays.
    const [sgd, adam] = ['sgd', 'adam'].map((kind) =>
      estimate(plain, { optimizer: { kind, rate: 0.1 } }),
    );
    expect((adam ?? 0) - (sgd ?? 0)).toBe(2 * (4 * 1600 + 4 * header));
    expect(sgd).toBe(4 * 1600 + 4 * header + 1200);
  });

  it('has the running statistics of batch normalisation, which no optimizer trains', () => {
    const normalised = { a: { ...nodes.a, batchNorm: true } };
    // Scale, offset, mean and variance of two units.
    expect(estimate(plain, {}, normalised) - estimate(plain)).toBe(4 * (4 * 2 + header));
  });

  it('has synthesizers under every method, and what their optimizers keep under dni', () => {
    const edges = ['image>a', 'a>>b', 'b>loss'];
    const adam = { optimizer: { kind: 'adam', rate: 0.1 } };
    const [none, dni] = ['none', 'dni'].map((method) => estimate(edges, { ...adam, method }));
    const without = estimate(plain, { ...adam, method: 'none' });
    expect(((dni ?? 0) - without) / ((none ?? 0) - without)).toBeCloseTo(3, 10);
    expect(none).toBeGreaterThan(without);
  });

  it('has the messages and the place of each row of a stream', () => {
    const parts = (batch: number): ExperimentInput => ({
      version: 1,
      name: 'x',
      model: {
        nodes: {
          x: { kind: 'input', field: 'symbol' },
          core: { kind: 'lstm', units: 8 },
          out: { kind: 'dense', units: 'classes' },
          loss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
        },
        edges: [
          { from: 'x', to: 'core' },
          { from: 'core', to: 'core', delay: 1 },
          { from: 'core', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
      task: { kind: 'recall' },
      training: {
        method: 'none',
        steps: 1,
        batch,
        unroll: 3,
        optimizer: { kind: 'sgd', rate: 1 },
      },
    });
    const label = { kind: 'label', classes: 4 } as const;
    const fields: Fields = { symbol: label, recalled: label };
    const spec = (batch: number): Experiment => experimentSchema.parse(parts(batch));
    const more = estimateCheckpoint(spec(5), fields) - estimateCheckpoint(spec(4), fields);
    // 16 numbers of h and c; a generator; two fields and a beginning at 2 · 3 + 1 ticks.
    expect(more).toBe(4 * 16 + 320 + 11 * 3 * 7);
  });
});
