import { describe, expect, it } from 'vitest';
import { disposeFeed, uploadFeed } from '#engine/feed/feed';
import { FeedReader } from '#engine/feed/feed-reader';
import { evaluateLosses, type LossSums } from '#engine/pass/losses';
import type { Network } from '#engine/model/network';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { expectClose, experiment, network, numbers, onPlainCpu, valuesOf } from '../helpers';

/** A class of weight 2, and a number, of the same input. */
const spec = experiment({
  model: {
    nodes: {
      x: { kind: 'input', field: 'x' },
      a: { kind: 'dense', units: 3 },
      b: { kind: 'dense', units: 1 },
      symbol: { kind: 'softmaxCrossEntropy', target: 'label', weight: 2 },
      force: { kind: 'meanSquaredError', target: 'y' },
    },
    edges: [
      { from: 'x', to: 'a' },
      { from: 'x', to: 'b' },
      { from: 'a', to: 'symbol' },
      { from: 'b', to: 'force' },
    ],
  },
});

/** Two ticks of two rows; no target is valid in the first row of the second tick. */
function onTargets(test: (net: Network, reader: FeedReader) => void): void {
  const net = network(spec, numbers(1));
  const feed = uploadFeed(net, {
    clock: { offset: 0, ticks: 2 },
    rows: 2,
    history: 0,
    values: {
      x: new Float32Array(4),
      y: Float32Array.of(0, 2, Number.NaN, 1),
      label: Int32Array.of(1, 0, -1, 2),
    },
    begins: null,
  });
  tf.tidy(() => test(net, new FeedReader(net, feed)));
  disposeFeed(feed);
  net.dispose();
}

const { LN2 } = Math;
/** Probabilities of the target classes: 1/3, 2/4, not valid, 6/8. The first row is incorrect. */
const logits = (): Tensor =>
  tf.tensor2d([0, 0, 0, LN2, 0, 0, LN2, 0, 0, 0, 0, Math.log(6)], [4, 3]);
const forces = (): Tensor => tf.tensor2d([1, 2, 3, 4], [4, 1]);
const both = (): Map<string, Tensor> =>
  new Map([
    ['symbol', logits()],
    ['force', forces()],
  ]);
const ticksOf = (): number[] => [1, 2];

function expectLoss(loss: LossSums | undefined, [sum, valid, incorrect]: (number | null)[]): void {
  expectClose([loss?.sum, loss?.valid].flatMap(valuesOf), [sum ?? NaN, valid ?? NaN]);
  if (incorrect === null) expect(loss?.incorrect).toBeNull();
  else expect(valuesOf(loss?.incorrect)).toEqual([incorrect]);
}

describe('the losses of a window', () => {
  onPlainCpu();

  it('are summed over valid targets, times the weight of their node', () => {
    onTargets((net, reader) => {
      const losses = evaluateLosses(net, reader, { predictions: both(), ticksOf });
      expectLoss(losses.get('symbol'), [2 * Math.log(8), 3, 1]);
      expectLoss(losses.get('force'), [1 + 9, 3, null]);
    });
  });

  it('count only at `lossTicks`, their gradients too', () => {
    onTargets((net, reader) => {
      const at = (predictions: Map<string, Tensor>): Map<string, LossSums> =>
        evaluateLosses(net, reader, { predictions, ticksOf }, new Set([2]));
      const losses = at(both());
      expectLoss(losses.get('symbol'), [2 * Math.log(4 / 3), 1, 0]);
      expectLoss(losses.get('force'), [9, 1, null]);
      const slope = tf.grad((x) => at(new Map([['force', x]])).get('force')?.sum ?? tf.scalar(0));
      expectClose(valuesOf(slope(forces())), [0, 0, 0, 6]);
    });
  });

  it('are taken at the ticks of their node; a node that did not compute has none', () => {
    onTargets((net, reader) => {
      const predictions = new Map([['force', tf.tensor2d([[5], [3]])]]);
      const losses = evaluateLosses(net, reader, { predictions, ticksOf: () => [2] });
      expect([...losses.keys()]).toEqual(['force']);
      expectLoss(losses.get('force'), [4, 1, null]);
    });
  });
});
