import type { EdgeId } from '#spec/model';
import { tf, type Tensor } from '#tensorflow/tf';
import {
  meanSquaredDistance,
  runBackward,
  type BackwardRequest,
  type BackwardResult,
} from './backward';
import type { Feed } from './feed';
import type { Network } from './network';
import { numberIn } from './number-in';

/** How good the synthetic gradient of one edge is on the probe batch. */
export interface InterfaceQuality {
  /** Cosine between all synthetic and all true gradients of the batch; 0 where one of them is zero. */
  cosine: number;
  /** ‖synthetic − true‖ / ‖true‖ over the batch: 1 is as good as predicting zero. */
  relativeError: number;
  /** The synthesizer's own loss: mean over the batch of ‖M(h, c) − arriving gradient‖². */
  synthesizerLoss: number;
}

/**
 * Compares every synthesizer with the true gradient of the loss on a probe batch, of each example's
 * own loss. Modules compute as in training (statistics of the probe batch), but nothing is updated
 * and no running statistic moves. `seed`: of dropout.
 */
export function examineInterfaces(
  network: Network,
  probe: Feed,
  seed: number,
): Map<EdgeId, InterfaceQuality> {
  const truth = probePass(network, probe, seed, 'backprop');
  const decoupled = probePass(network, probe, seed, 'dni');
  const found = new Map<EdgeId, InterfaceQuality>();
  for (const [edge, on] of network.interfaces) {
    const trueTraffic = truth.traffic.get(edge);
    const traffic = decoupled.traffic.get(edge);
    const exact = trueTraffic?.arriving;
    const [arriving, guess] = [traffic?.arriving, traffic?.synthetic];
    if (!trueTraffic || !guess || !exact || !arriving) continue;
    found.set(
      edge,
      tf.tidy(() => {
        const synthetic = on.synthesizer.predict(trueTraffic.message, probe.context);
        return {
          ...agreement(synthetic, exact),
          synthesizerLoss: numberIn(meanSquaredDistance(guess, arriving)),
        };
      }),
    );
  }
  truth.dispose();
  decoupled.dispose();
  return found;
}

/**
 * The true gradients of the loss in every decoupled edge's message, of each example's own loss:
 * `[batch, ...message shape]` by edge. The caller disposes them.
 */
export function trueGradients(network: Network, feed: Feed, seed: number): Map<EdgeId, Tensor> {
  const result = probePass(network, feed, seed, 'backprop');
  const gradients = new Map<EdgeId, Tensor>();
  for (const [edge, { arriving }] of result.traffic)
    if (arriving) gradients.set(edge, tf.clone(arriving));
  result.dispose();
  return gradients;
}

function probePass(
  network: Network,
  feed: Feed,
  seed: number,
  method: BackwardRequest['method'],
): BackwardResult {
  return runBackward(network, {
    feed,
    pass: { training: true, updateStatistics: false, seed },
    method,
    updating: null,
    variables: [],
  });
}

function agreement(synthetic: Tensor, exact: Tensor): { cosine: number; relativeError: number } {
  const [a, b] = [squaredNorm(synthetic), squaredNorm(exact)];
  const product = numberIn(tf.sum(tf.mul(synthetic, exact)));
  return {
    cosine: a === 0 || b === 0 ? 0 : product / Math.sqrt(a * b),
    relativeError: b === 0 ? 0 : Math.sqrt(squaredNorm(tf.sub(synthetic, exact)) / b),
  };
}

function squaredNorm(x: Tensor): number {
  return numberIn(tf.sum(tf.square(x)));
}
