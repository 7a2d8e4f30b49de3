import { describe, expect, it } from 'vitest';
import { estimateDisk } from '#spec/estimate-disk';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { experiment, mnistFields, model } from './make';

const nodes = {
  image: { kind: 'input', field: 'image' },
  a: { kind: 'dense', units: 2, activation: 'relu' },
  b: { kind: 'dense', units: 10 },
  loss: { kind: 'softmaxCrossEntropy', target: 'label' },
};
const training = { steps: 100, evaluateEvery: 50, checkpointEvery: 40 };
const off = { every: 0 };

const estimate = (edges: string[], more: object = {}, diagnostics: object = off) => {
  const spec = experiment(model(nodes, edges), { ...training, ...more });
  const whole: Experiment = experimentSchema.parse({ ...spec, diagnostics });
  return estimateDisk(whole, mnistFields);
};
const plain = ['image>a', 'a>b', 'b>loss'];

describe('the disk of a run', () => {
  it('has a checkpoint at the start, after each interval and at the end', () => {
    // At steps 0, 40, 80 and 100.
    const { bytes, checkpoint, checkpoints, curves } = estimate(plain);
    expect(checkpoints).toBe(4);
    expect(bytes).toBe(4 * checkpoint + curves);
  });

  it('has rows of 24 bytes: loss and error at each step, and of two parts at steps 0, 50 and 100', () => {
    expect(estimate(plain).curves).toBe(24 * (100 * 2 + 3 * 2 * 2));
  });

  it('has the diagnostics of layers, edges and modules, at steps 0, 50 and 100', () => {
    // a: activations, dead, weights, updates; b: without dead; the gradients of a → b and b → loss; one module.
    const more = estimate(plain, {}, { every: 50 }).curves - estimate(plain).curves;
    expect(more).toBe(24 * 3 * (4 + 3 + 2 + 1));
  });

  it('has five more of an interface that is trained, in place of the gradient of its edge', () => {
    const edges = ['image>a', 'a>>b', 'b>loss'];
    const more = estimate(edges, {}, { every: 50 }).curves - estimate(edges).curves;
    expect(more).toBe(24 * 3 * (4 + 3 + 1 + 5 + 2));
    const none = { method: 'none' };
    const other = estimate(edges, none, { every: 50 }).curves - estimate(edges, none).curves;
    // The module below the cut gets no gradient, so that it has no updates.
    expect(other).toBe(24 * 3 * (4 + 3 + 2 + 1));
  });

  it('has the distances back in time that lie within five windows of a recurrent edge', () => {
    const spec = (unroll: number): Experiment =>
      experimentSchema.parse({
        version: 1,
        name: 'x',
        model: {
          nodes: {
            x: { kind: 'input', field: 'symbol' },
            core: { kind: 'rnn', units: 2 },
            out: { kind: 'dense', units: 'classes' },
            loss: { kind: 'softmaxCrossEntropy', target: 'recalled' },
          },
          edges: [
            { from: 'x', to: 'core' },
            { from: 'core', to: 'core', delay: 1, decoupled: { synthesizer: { hidden: [] } } },
            { from: 'core', to: 'out' },
            { from: 'out', to: 'loss' },
          ],
        },
        task: { kind: 'recall' },
        training: { ...training, unroll, optimizer: { kind: 'sgd', rate: 1 } },
        diagnostics: { every: 50 },
      });
    // Below 10 ticks: 1, 2, 3, 4, 6 and 8; below 15 also 12.
    const [two, three] = [2, 3].map((unroll) => estimateDisk(spec(unroll), null).curves);
    expect((three ?? 0) - (two ?? 0)).toBe(24 * 3);
  });
});
