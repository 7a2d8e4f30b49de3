import { describe, expect, it } from 'vitest';
import { SessionEvaluator } from '#engine/run/session-evaluator';
import { experiment, network, onPlainCpu, resultOf, setWeights, waveDataset } from '../helpers';

const spec = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'x' },
      a: { kind: 'dense', units: 3 },
      loss: { kind: 'softmaxCrossEntropy', target: 'label' },
    },
    edges: [
      { from: 'x', to: 'a' },
      { from: 'a', to: 'loss' },
    ],
  },
});

describe('the evaluator of a session', () => {
  onPlainCpu();

  it('evaluates a part with the values that the network has when it begins', () => {
    const data = waveDataset(2, 50);
    const net = network(spec, data.fields);
    const evaluator = new SessionEvaluator(net, data, { seed: 1, compiled: false });
    const lossOf = (): number => {
      const loss = resultOf(evaluator.evaluate('test'))?.get('loss');
      return (loss?.sum ?? NaN) / (loss?.valid ?? NaN);
    };
    // All classes are as likely; then one is certain, so that an example of it has no loss, and any other 40.
    setWeights(net, { 'a/kernel': Array<number>(6).fill(0), 'a/bias': [0, 0, 0] });
    expect(lossOf()).toBeCloseTo(Math.log(3), 5);
    setWeights(net, { 'a/bias': [40, 0, 0] });
    const labels = [...(data.splits.test.columns['label']?.data ?? [])];
    const others = labels.filter((label) => label !== 0).length;
    expect(lossOf()).toBeCloseTo((40 * others) / labels.length, 4);
    expect(evaluator.takeMessages()).toEqual([]);
    evaluator.dispose();
    net.dispose();
  });
});
