import { expect, it } from 'vitest';
import { disposeFeed, uploadFeed } from '#engine/feed/feed';
import { FeedReader } from '#engine/feed/feed-reader';
import { buildNetwork } from '#engine/model/network';
import { runInference } from '#engine/run/inference';
import type { EdgeId } from '#spec/model';
import { tf } from '#tensorflow/backend/tf';
import { experiment, numbers, onPlainCpu, setWeights, valuesOf } from '../helpers';
import { recurrent, window } from '../pass/small-networks';

onPlainCpu();

it('continues from the states and returns those of the next window', () => {
  const net = recurrent();
  const feed = uploadFeed(net, window(2, [1, 3], [0, 0]));
  tf.tidy(() => {
    const states = new Map<EdgeId, ReturnType<typeof tf.tensor>>([
      ['core->core', tf.tensor2d([[2]])],
    ]);
    const result = runInference(net, feed, new FeedReader(net, feed), states);
    // h(1) = 1 + 0.5 · 2 = 2, h(2) = 3 + 0.5 · 2 = 4. Predictions are 2h.
    expect(valuesOf(result.predictions.get('loss') ?? null)).toEqual([4, 8]);
    expect(valuesOf(result.states.get('core->core') ?? null)).toEqual([4]);
  });
  disposeFeed(feed);
  net.dispose();
});

it('drops nothing out and normalises with the running statistics', () => {
  const { model } = experiment({
    model: {
      nodes: {
        x: { kind: 'input', field: 'x' },
        norm: { kind: 'batchNorm' },
        drop: { kind: 'dropout', rate: 0.9 },
        loss: { kind: 'meanSquaredError', target: 'y' },
      },
      edges: [
        { from: 'x', to: 'norm' },
        { from: 'norm', to: 'drop' },
        { from: 'drop', to: 'loss' },
      ],
    },
  });
  const net = buildNetwork(model, numbers(1), 1);
  // Variance 4 up to the ε of 1e-5, which comes on top.
  setWeights(net, { 'norm/mean': [1], 'norm/variance': [4 - 1e-5] });
  const feed = uploadFeed(net, window(1, [3, 7], [0, 0]));
  tf.tidy(() => {
    const result = runInference(net, feed, new FeedReader(net, feed), new Map());
    const [first, second] = valuesOf(result.predictions.get('loss') ?? null);
    expect(first).toBeCloseTo(1, 5);
    expect(second).toBeCloseTo(3, 5);
  });
  expect(
    valuesOf(net.parameters.all().find(({ name }) => name === 'norm/mean')?.variable ?? null),
  ).toEqual([1]);
  disposeFeed(feed);
  net.dispose();
});
