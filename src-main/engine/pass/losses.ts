import { fieldOf } from '#spec/task';
import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import type { FeedReader } from '../feed/feed';
import { isAsked, mistakes, summedLoss } from '../model/loss';
import { lossNodes, type Network } from '../model/network';
import { offTape } from '../ops/stop-gradient';
import { spread } from '../ops/broadcast';
import type { Unrolled } from '../unroll/unroll';

/** What the model said at one loss, over all ticks and rows of a window. */
export interface Judgement {
  /** The sum of the single losses, weighted. */
  sum: Scalar;
  /** How many were asked for. */
  asked: Scalar;
  /** How many had another class on top; null where there is no class to get wrong. */
  mistakes: Scalar | null;
}

/**
 * The losses of a window, by loss node that computed. `sum` is on the tape, the others are constants. With
 * `judged`, only losses at those ticks are asked for.
 */
export function judge(
  network: Network,
  reader: FeedReader,
  { predictions, ticksOf }: Unrolled,
  judged?: ReadonlySet<number>,
): Map<string, Judgement> {
  const judgements = new Map<string, Judgement>();
  for (const { id, node } of lossNodes(network.model)) {
    const prediction = predictions.get(id);
    const field = fieldOf(network.fields, node.target);
    if (!prediction || !field) continue;
    const ticks = ticksOf(id);
    const all = reader.at(node.target, ticks);
    const target = judged ? only(all, ticks, judged) : all;
    judgements.set(id, {
      sum: tf.mul(summedLoss(node, prediction, target, field), node.weight),
      asked: tf.sum(isAsked(target, field)),
      mistakes:
        field.kind === 'label' ? (offTape(() => mistakes(prediction, target)) as Scalar) : null,
    });
  }
  return judgements;
}

/** The target at the judged ticks; at the others nothing is asked for. */
function only(target: Tensor, ticks: readonly number[], judged: ReadonlySet<number>): Tensor {
  const rows = (target.shape[0] ?? 0) / ticks.length;
  const marks = ticks.flatMap((tick) => Array.from({ length: rows }, () => judged.has(tick)));
  const isJudged = tf.broadcastTo(spread(tf.tensor1d(marks.map(Number)), target), target.shape);
  const nothing =
    target.dtype === 'int32'
      ? tf.fill(target.shape, -1, 'int32')
      : tf.fill(target.shape, Number.NaN);
  return tf.where(tf.cast(isJudged, 'bool'), target, nothing);
}
