import { gatherBatch } from '#data/batches';
import type { Split } from '#data/dataset';
import { tf } from '#tensorflow/tf';
import { feedOf } from './feed';
import { lossOf, mistakes } from './loss';
import { lossNodes, runForward, type Network } from './network';

/** Examples a pass: large enough to be fast, small enough for the memory of feature maps. */
const chunk = 500;

export interface Evaluation {
  /** Mean over the split of each example's own loss (the sum of the model's losses). */
  loss: number;
  /** Fraction of wrong classes at the first loss with a label; null where there is none. */
  error: number | null;
}

/**
 * The model as it would be used: no dropout, running statistics, true messages on every edge. Goes
 * over the whole split in file order; every tensor it makes is freed. Null for an empty split.
 */
export function evaluate(network: Network, split: Split): Evaluation | null {
  if (split.count === 0) return null;
  const losses = lossNodes(network.model);
  const judged = losses.find(({ node }) => network.fields[node.target]?.kind === 'label');
  let loss = 0;
  let wrong = 0;
  for (let from = 0; from < split.count; from += chunk) {
    const to = Math.min(split.count, from + chunk);
    const feed = feedOf(network, gatherBatch(split, from, to));
    tf.tidy(() => {
      const pass = { training: false, updateStatistics: false, seed: 0 };
      const predictions = runForward(network, feed.inputs, pass, (_, message) => message);
      for (const { id, node } of losses) {
        const prediction = predictions.get(id);
        const target = feed.targets.get(node.target);
        if (!prediction || !target) continue;
        loss += (to - from) * (lossOf(node, prediction, target).dataSync()[0] ?? Number.NaN);
        if (id === judged?.id) wrong += mistakes(prediction, target).dataSync()[0] ?? 0;
      }
    });
    feed.dispose();
  }
  return { loss: loss / split.count, error: judged ? wrong / split.count : null };
}
