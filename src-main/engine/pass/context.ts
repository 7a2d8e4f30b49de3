import type { Tensor } from '#tensorflow/backend/tf';
import type { FeedReader } from '../feed/feed';
import type { Interface } from '../model/network';

/**
 * What an edge's synthesizer is shown beside messages sent at the given ticks of the window (0: just
 * before it): `[ticks · rows, width]`, or null where it is not conditioned.
 */
export function contextOf(
  { spec, label }: Pick<Interface, 'spec' | 'label'>,
  reader: FeedReader,
  sent: readonly number[],
): Tensor | null {
  const { condition } = spec.synthesizer;
  if (typeof condition === 'object') return reader.lastInputs(condition.inputs, sent);
  return label === null ? null : reader.targets(label, sent);
}
