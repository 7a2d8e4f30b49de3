import { expect, it } from 'vitest';
import { disposeFeed, uploadFeed } from '#engine/feed/feed';
import { FeedReader } from '#engine/feed/feed-reader';
import { unrollFeed } from '#engine/feed/unroll-feed';
import { computedNodes } from '#engine/model/network';
import type { EdgeId } from '#spec/model';
import { tf } from '#tensorflow/backend/tf';
import { onPlainCpu, valuesOf } from '../helpers';
import { recurrent, window } from '../pass/small-networks';

onPlainCpu();

it('takes ticks, rows, inputs and sequence starts from the feed', () => {
  const net = recurrent();
  // The second row starts a sequence at its second tick.
  const begins = Float32Array.of(0, 0, 0, 1, 0, 0);
  const feed = uploadFeed(net, window(2, [1, 1, 3, 3], [0, 0, 0, 0], { begins }));
  tf.tidy(() => {
    const seed = tf.zeros([2], 'int32');
    const result = unrollFeed(net, feed, new FeedReader(net, feed), {
      modeOf: () => ({ training: false, updateStatistics: false, seed }),
      nodes: computedNodes(net),
      states: new Map<EdgeId, ReturnType<typeof tf.tensor>>([
        ['core->core', tf.tensor2d([[2], [2]])],
      ]),
    });
    // h(1) = 1 + 0.5 · 2 = 2; h(2) = 3 + 0.5 · 2 = 4, and 3 after the reset. Predictions are 2h.
    expect(valuesOf(result.predictions.get('loss') ?? null)).toEqual([4, 4, 8, 6]);
    expect(result.ticksOf('loss')).toEqual([1, 2]);
  });
  disposeFeed(feed);
  net.dispose();
});
