import type { Tensor } from '#tensorflow/backend/tf';
import type { FeedReader } from '../feed/feed-reader';
import type { Interface } from '../model/network';

/**
 * c, what the synthesizer of an edge is conditioned on beside messages that were sent at the given ticks of
 * the window (0: just before it): `[ticks · rows, width]`, or null where it is not conditioned. A conditioned
 * synthesizer is the cDNI of Jaderberg et al. 2017.
 */
export function contextOf(
  { spec, labelField }: Pick<Interface, 'spec' | 'labelField'>,
  reader: FeedReader,
  sentAt: readonly number[],
): Tensor | null {
  const { condition } = spec.synthesizer;
  if (typeof condition === 'object') return reader.lastInputs(condition.inputs, sentAt);
  return labelField === null ? null : reader.targets(labelField, sentAt);
}
