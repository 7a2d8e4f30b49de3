import type { Network } from '../model/network';
import { ResetMask } from '../unroll/reset-mask';
import { unroll, type UnrollRequest, type UnrollResult } from '../unroll/unroll';
import type { Feed } from './feed';
import type { FeedReader } from './feed-reader';

/** The parts of an `UnrollRequest` that do not follow from the feed. */
type UnrollSettings = Omit<UnrollRequest, 'clock' | 'rows' | 'resetMask' | 'inputs'>;

/** `unroll` over the window of a feed. `reader`: of the same feed. */
export function unrollFeed(
  network: Network,
  feed: Feed,
  reader: FeedReader,
  settings: UnrollSettings,
): UnrollResult {
  return unroll(network, {
    ...settings,
    clock: feed.clock,
    rows: feed.rows,
    resetMask: new ResetMask(feed.resetMask, feed.rows),
    inputs: reader.inputs(),
  });
}
