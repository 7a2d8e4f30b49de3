import { describe, expect, it } from 'vitest';
import { evaluate } from '#engine/evaluate';
import type { Split } from '#data/dataset';
import { eager, experiment, network, numbers, onPlainCpu, setWeights } from './helpers';

describe('evaluation', () => {
  onPlainCpu();

  it('goes over the whole split, its last smaller part too', () => {
    const spec = experiment({
      model: {
        nodes: {
          x: { kind: 'input', field: 'x' },
          out: { kind: 'dense', units: 3 },
          loss: { kind: 'softmaxCrossEntropy', target: 'label' },
        },
        edges: [
          { from: 'x', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
    });
    const net = network(spec, numbers(1));
    // Class 0 wins for positive x, class 1 for negative: logits (x, −x, −9).
    setWeights(net, { 'out/kernel': [1, -1, 0], 'out/bias': [0, 0, -9] });
    const count = 1100;
    const split: Split = {
      count,
      columns: {
        x: {
          kind: 'values',
          shape: [1],
          data: Float32Array.from({ length: count }, (_, index) => (index % 2 ? -2 : 2)),
          scale: 0.5,
        },
        // Every tenth label is wrong, the last among them.
        label: {
          kind: 'label',
          classes: 3,
          data: Uint8Array.from({ length: count }, (_, index) =>
            index % 10 === 9 ? 2 : index % 2,
          ),
        },
      },
    };
    const found = evaluate(net, split, eager())?.get('loss');
    expect(found?.mistakes).toBe(110);
    expect(found?.asked).toBe(1100);
    const logSum = Math.log(Math.exp(1) + Math.exp(-1) + Math.exp(-9));
    expect((found?.sum ?? 0) / 1100).toBeCloseTo(0.9 * (logSum - 1) + 0.1 * (logSum + 9), 4);
    expect(evaluate(net, { count: 0, columns: {} }, eager())).toBeNull();
    net.dispose();
  });
});
