import { describe, expect, it } from 'vitest';
import { examine, trueGradients, type ExamineOptions } from '#engine/run/diagnostics';
import { disposeFeed } from '#engine/feed/feed';
import type { ExperimentInput } from '#spec/experiment';
import { tf } from '#tensorflow/backend/tf';
import {
  batchOf,
  eager,
  expectClose,
  experiment,
  feedOf,
  network,
  numbers,
  onPlainCpu,
  setWeights,
  valuesOf,
  weightsOf,
} from '../helpers';

const model: ExperimentInput['model'] = {
  nodes: {
    x: { kind: 'input', field: 'x' },
    a: { kind: 'dense', units: 2 },
    b: { kind: 'dense', units: 1 },
    loss: { kind: 'meanSquaredError', target: 'y' },
  },
  edges: [
    { from: 'x', to: 'a' },
    { from: 'a', to: 'b', decoupled: { synthesizer: { hidden: [] } } },
    { from: 'b', to: 'loss' },
  ],
};

describe('interface diagnostics, by hand', () => {
  onPlainCpu();

  // The numbers of the hand-derived step: messages (3, −1) and (1, 0), true gradients of each
  // example's own loss (2, 1) and (−2, −1), synthetic ones (1.5, −0.5) and (0.5, 0.5).
  const build = (synthesizerKernel: number[], bias: number[]) => {
    const net = network(experiment({ model }), numbers(2));
    setWeights(net, {
      'a/kernel': [1, 0, 1, -1],
      'a/bias': [0, 1],
      'b/kernel': [2, 1],
      'b/bias': [0.5],
      'a->b/synthesizer/0/kernel': synthesizerKernel,
      'a->b/synthesizer/0/bias': bias,
    });
    const probe = feedOf(net, batchOf(2, { x: [1, 2, 0, 1], y: [5, 3] }));
    return { net, probe };
  };

  const examineProbe = (
    { net, probe }: ReturnType<typeof build>,
    options: Partial<ExamineOptions> = {},
  ) =>
    examine(
      net,
      { feed: probe, comparedAt: new Map() },
      { seed: 1, runner: eager(), comparesSynthesizers: true, before: null, ...options },
    );

  it('compares synthetic and true gradients over the batch and changes nothing', () => {
    const { net, probe } = build([0.5, 0, 0, 1], [0, 0.5]);
    const before = weightsOf(net);
    const { interfaces, gradients } = examineProbe({ net, probe });
    const quality = interfaces.get('a->b');
    // ⟨s, t⟩ = 3 − 0.5 − 1 − 0.5 = 1; ‖s‖² = 3; ‖t‖² = 10; ‖s − t‖² = 2.5 + 8.5
    expect(quality?.cosine).toBeCloseTo(1 / Math.sqrt(30), 5);
    expect(quality?.relativeError).toBeCloseTo(Math.sqrt(11 / 10), 5);
    expect(quality?.synthesizerLoss).toBeCloseTo(5.5, 5);
    // Two examples: √(10 / 2) and √(3 / 2); at the predictions 2 (b − y) = 2 and −2.
    expect(gradients.get('a->b')?.truth).toBeCloseTo(Math.sqrt(5), 5);
    expect(gradients.get('a->b')?.synthetic).toBeCloseTo(Math.sqrt(1.5), 5);
    expect(gradients.get('b->loss')?.truth).toBeCloseTo(1, 5);
    expect(gradients.get('b->loss')?.synthetic).toBeNull();
    expect([...gradients.keys()]).toEqual(['a->b', 'b->loss']);
    expect(weightsOf(net)).toEqual(before);
    tf.dispose(Object.values(probe.fields));
    net.dispose();
  });

  it('a synthesizer at zero has no cosine, and relative error 1', () => {
    const { net, probe } = build([0, 0, 0, 0], [0, 0]);
    const quality = examineProbe({ net, probe }).interfaces.get('a->b');
    expect(quality?.cosine).toBeNull();
    expect(quality?.relativeError).toBeCloseTo(1, 6);
    tf.dispose(Object.values(probe.fields));
    net.dispose();
  });

  it('measures true gradients alone where no synthesizer is trained', () => {
    const { net, probe } = build([0.5, 0, 0, 1], [0, 0.5]);
    const { interfaces, gradients } = examineProbe({ net, probe }, { comparesSynthesizers: false });
    expect(interfaces.size).toBe(0);
    expect(gradients.get('a->b')?.truth).toBeCloseTo(Math.sqrt(5), 5);
    expect(gradients.get('a->b')?.synthetic).toBeNull();
    disposeFeed(probe);
    net.dispose();
  });

  it('gives the true gradients of each example', () => {
    const { net, probe } = build([0, 0, 0, 0], [0, 0]);
    const gradient = trueGradients(net, probe, 1).get('a->b')?.[0]?.gradient;
    expectClose(valuesOf(gradient), [2, 1, -2, -1]);
    if (gradient) tf.dispose(gradient);
    tf.dispose(Object.values(probe.fields));
    net.dispose();
  });
});
