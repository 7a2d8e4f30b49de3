import { describe, expect, it } from 'vitest';
import { Predictor } from '#engine/run/predictor';
import { experiment, expectClose, network, numbers, onPlainCpu, setWeights } from '../helpers';
import { recurrent, window } from '../pass/small-networks';

describe('a predictor', () => {
  onPlainCpu();

  it('carries its states from window to window', () => {
    const net = recurrent();
    const predictor = new Predictor(net, 2);
    // Two rows: h is 1, 2.5 and 10, 5, with predictions of twice that.
    const first = predictor.run(window(2, [1, 10, 2, 0], [0, 0, 0, 0])).get('loss');
    expect(first).toMatchObject({ ticks: [1, 2], width: 1 });
    expectClose(first?.values ?? [], [2, 20, 5, 10]);
    // Where the window lies in the stream makes no difference.
    const later = { ...window(1, [0, 1], [0, 0]), clock: { offset: 7, ticks: 1 } };
    expectClose(predictor.run(later).get('loss')?.values ?? [], [2.5, 7]);
    // The second row starts a sequence.
    const starts = { ...window(1, [0, 1], [0, 0]), begins: Float32Array.of(0, 1, 0, 0) };
    expectClose(predictor.run(starts).get('loss')?.values ?? [], [1.25, 2]);
    predictor.dispose();
    net.dispose();
  });

  it('computes without dropout, tick by tick from labels', () => {
    const spec = experiment({
      model: {
        nodes: {
          x: { kind: 'input', field: 'label' },
          core: { kind: 'rnn', units: 1, activation: 'linear' },
          drop: { kind: 'dropout', rate: 0.9 },
          out: { kind: 'dense', units: 3 },
          loss: { kind: 'softmaxCrossEntropy', target: 'label' },
        },
        edges: [
          { from: 'x', to: 'core' },
          { from: 'core', to: 'core', delay: 1 },
          { from: 'core', to: 'drop' },
          { from: 'drop', to: 'out' },
          { from: 'out', to: 'loss' },
        ],
      },
    });
    const net = network(spec, numbers(1));
    setWeights(net, {
      'core/kernel': [1, 10, 100],
      'core/recurrent': [2],
      'out/kernel': [1, 0, -1],
      'out/bias': [0, 0.5, 0],
    });
    const predictor = new Predictor(net, 1);
    expectClose(predictor.step({ label: 1 }, 'loss'), [10, 0.5, -10]);
    // 2 · 10 + 100
    expectClose(predictor.step({ label: 2 }, 'loss'), [120, 0.5, -120]);
    expect(predictor.step({ label: 0 }, 'none')).toHaveLength(0);
    predictor.dispose();
    net.dispose();
  });
});
