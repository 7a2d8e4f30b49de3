import { expect, it } from 'vitest';
import { carriedEdges, initialStates, zeroMessages } from '#engine/unroll/initial-states';
import { edgeId } from '#spec/model';
import { tf } from '#tensorflow/backend/tf';
import { experiment, network, numbers, onPlainCpu } from '../helpers';
import { feedForward } from '../pass/small-networks';

onPlainCpu();

/** A fast and a slow core that read each other: the fast one reads a message of the slow one several times. */
const spec = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'x' },
      both: { kind: 'concat' },
      fast: { kind: 'lstm', units: 3 },
      slow: { kind: 'gru', units: 2, period: 4 },
      // Without a delay, but at every tick: it reads each message of the slow core four times.
      held: { kind: 'dense', units: 1, period: 1 },
      out: { kind: 'dense', units: 1 },
      loss: { kind: 'meanSquaredError', target: 'y' },
    },
    edges: [
      { from: 'x', to: 'both' },
      { from: 'slow', to: 'both', delay: 1 },
      { from: 'both', to: 'fast' },
      { from: 'fast', to: 'fast', delay: 1 },
      { from: 'fast', to: 'slow' },
      { from: 'slow', to: 'slow', delay: 1 },
      { from: 'slow', to: 'held' },
      { from: 'fast', to: 'out' },
      { from: 'out', to: 'loss' },
    ],
  },
});

it('are zeros in place of every message that outlives its tick', () => {
  const net = network(spec, numbers(1));
  expect(carriedEdges(net).map(edgeId)).toEqual([
    'slow->both',
    'fast->fast',
    'slow->slow',
    'slow->held',
  ]);
  const states = initialStates(net, 5);
  // The state of an LSTM is h and c; what the slow core sends is its output alone.
  expect(Object.fromEntries([...states].map(([edge, { shape }]) => [edge, shape]))).toEqual({
    'slow->both': [5, 2],
    'fast->fast': [5, 6],
    'slow->slow': [5, 2],
    'slow->held': [5, 2],
  });
  expect([...states.values()].every((state) => state.dataSync().every((one) => one === 0))).toBe(
    true,
  );
  tf.dispose([...states.values()]);
  net.dispose();
});

it('are none where nothing outlives its tick', () => {
  const net = feedForward();
  expect(carriedEdges(net)).toEqual([]);
  expect(initialStates(net, 5).size).toBe(0);
  // Any edge has zeros to stand for its messages.
  const zeros = zeroMessages(net)({ from: 'a', to: 'b' }, 3);
  expect(zeros.shape).toEqual([3, 2]);
  zeros.dispose();
  net.dispose();
});
