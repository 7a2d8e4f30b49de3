import type { Tensor } from '#tensorflow/tf';
import type { FeedReader } from './feed';
import type { Interface } from './network';

/**
 * What an edge's synthesizer is shown beside messages sent at the given ticks of the window (0: just
 * before it): `[ticks · rows, width]`, or null where it is not conditioned.
 */
export function contextOf(
  { spec }: Pick<Interface, 'spec'>,
  reader: FeedReader,
  sent: readonly number[],
): Tensor | null {
  const { condition } = spec.synthesizer;
  if (condition === undefined) return null;
  return condition === 'label' ? reader.label(sent) : reader.lastInputs(condition.inputs, sent);
}
