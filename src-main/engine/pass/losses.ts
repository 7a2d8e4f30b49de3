import { lossNodes } from '#spec/deciding-loss';
import { findField } from '#spec/task';
import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import type { FeedReader } from '../feed/feed-reader';
import { countIncorrect, summedLoss, validMask } from '../model/loss';
import type { Network } from '../model/network';
import { broadcastRows } from '../ops/broadcast';
import { stopGradient } from '../ops/stop-gradient';
import type { UnrollResult } from '../unroll/unroll';

/** The losses of one loss node over all ticks and rows of a window. */
export interface LossSums {
  /** The sum of the single losses, times the node's weight. */
  sum: Scalar;
  /** How many targets were valid. */
  valid: Scalar;
  /** How many predictions had another class on top; null where the target is not a class. */
  incorrect: Scalar | null;
}

/**
 * The losses of a window, by loss node that computed. `sum` is on the tape, the others are constants. With
 * `lossTicks`, only the losses at those ticks count.
 */
export function evaluateLosses(
  network: Network,
  reader: FeedReader,
  { predictions, ticksOf }: Pick<UnrollResult, 'predictions' | 'ticksOf'>,
  lossTicks?: ReadonlySet<number>,
): Map<string, LossSums> {
  const losses = new Map<string, LossSums>();
  for (const { id, node } of lossNodes(network.model)) {
    const prediction = predictions.get(id);
    const field = findField(network.fields, node.target);
    if (!prediction || !field) continue;
    const ticks = ticksOf(id);
    const targets = reader.at(node.target, ticks);
    const target = lossTicks ? invalidateOthers(targets, ticks, lossTicks) : targets;
    losses.set(id, {
      sum: tf.mul(summedLoss(node, prediction, target, field), node.weight),
      valid: tf.sum(validMask(target, field)),
      incorrect:
        field.kind === 'label'
          ? (stopGradient(() => countIncorrect(prediction, target)) as Scalar)
          : null,
    });
  }
  return losses;
}

/** The targets at `lossTicks`; at the other ticks none is valid. */
function invalidateOthers(
  targets: Tensor,
  ticks: readonly number[],
  lossTicks: ReadonlySet<number>,
): Tensor {
  const rows = (targets.shape[0] ?? 0) / ticks.length;
  const marks = ticks.flatMap((tick) => Array.from({ length: rows }, () => lossTicks.has(tick)));
  const counts = broadcastRows(tf.tensor1d(marks.map(Number)), targets);
  const invalid =
    targets.dtype === 'int32'
      ? tf.fill(targets.shape, -1, 'int32')
      : tf.fill(targets.shape, Number.NaN);
  return tf.where(tf.cast(tf.broadcastTo(counts, targets.shape), 'bool'), targets, invalid);
}
