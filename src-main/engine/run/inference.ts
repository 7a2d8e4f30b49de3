import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Feed } from '../feed/feed';
import type { FeedReader } from '../feed/feed-reader';
import { unrollFeed } from '../feed/unroll-feed';
import { computedNodes, type Network } from '../model/network';
import type { UnrollResult } from '../unroll/unroll';

/**
 * Runs the model forward over a window as it would be used: no dropout, running statistics, true messages on every
 * edge. In the caller's tidy. `states`: by carried edge, the message from before the window, `[rows, ...shape]`.
 */
export function runInference(
  network: Network,
  feed: Feed,
  reader: FeedReader,
  states: ReadonlyMap<EdgeId, Tensor>,
): UnrollResult {
  const mode = { training: false, updateStatistics: false, seed: tf.zeros([2], 'int32') };
  return unrollFeed(network, feed, reader, {
    modeOf: () => mode,
    nodes: computedNodes(network),
    states,
  });
}
