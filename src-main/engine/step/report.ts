import type { EdgeId } from '#spec/model';
import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import { meanSquaredError } from '../ops/squared-error';
import type { LossSums } from '../pass/losses';
import { lossNodes, type Network } from '../model/network';
import type { WindowPassResult } from '../pass/window-pass';

/** What was lost at one loss node, summed over what was asked for. */
export interface LossReport {
  sum: number;
  valid: number;
  /** Wrong classes; null where there is no class to get wrong. */
  incorrect: number | null;
}

export interface StepReport {
  /** By loss node. */
  losses: ReadonlyMap<string, LossReport>;
  /** By decoupled edge whose synthesizer learnt: mean over its messages of ‖M(h, c) − arriving‖². */
  synthesizerLoss: ReadonlyMap<EdgeId, number>;
}

/**
 * All numbers that a step tells, as one vector, so that they are read off the device at once: three of
 * each loss node (not a number: no class to get wrong), then one of each interface (not a number: it
 * learnt nothing).
 */
export function packReport(
  network: Network,
  results: readonly WindowPassResult[],
  { losses }: Pick<WindowPassResult, 'losses'>,
): Tensor {
  return tf.concat([
    packLosses(network, losses),
    ...[...network.interfaces.keys()].map((edge) => tf.reshape(distanceOn(edge, results), [1])),
  ]);
}

export function packLosses(network: Network, judgements: ReadonlyMap<string, LossSums>): Tensor {
  const numbers = lossNodes(network.model).flatMap(({ id }): Scalar[] => {
    const found = judgements.get(id);
    if (!found) return [tf.scalar(0), tf.scalar(0), tf.scalar(Number.NaN)];
    return [found.sum, found.valid, found.incorrect ?? tf.scalar(Number.NaN)];
  });
  return tf.stack(numbers);
}

/** The tensor stays the caller's. */
export function unpackReport(network: Network, report: Tensor): StepReport {
  const numbers = report.dataSync();
  const losses = unpackLosses(network, numbers);
  const from = 3 * losses.size;
  const synthesizerLoss = new Map<EdgeId, number>();
  [...network.interfaces.keys()].forEach((edge, index) => {
    const distance = numbers[from + index] ?? Number.NaN;
    if (!Number.isNaN(distance)) synthesizerLoss.set(edge, distance);
  });
  return { losses, synthesizerLoss };
}

export function unpackLosses(
  network: Network,
  numbers: ArrayLike<number>,
): Map<string, LossReport> {
  return new Map(
    lossNodes(network.model).map(({ id }, index) => {
      const [sum, valid, incorrect] = [0, 1, 2].map((at) => numbers[3 * index + at] ?? Number.NaN);
      return [
        id,
        {
          sum: sum ?? Number.NaN,
          valid: valid ?? 0,
          incorrect: incorrect === undefined || Number.isNaN(incorrect) ? null : incorrect,
        },
      ];
    }),
  );
}

function distanceOn(edge: EdgeId, results: readonly WindowPassResult[]): Tensor {
  const seen = results
    .flatMap(({ traces }) => traces.get(edge) ?? [])
    .flatMap(({ synthetic, arriving, mask }) =>
      synthetic && arriving ? [{ synthetic, arriving, mask }] : [],
    );
  const rows = seen.reduce((sum, { arriving }) => sum + (arriving.shape[0] ?? 0), 0);
  if (rows === 0) return tf.scalar(Number.NaN);
  return seen
    .map(({ synthetic, arriving, mask }) =>
      tf.mul(meanSquaredError(synthetic, arriving, mask), (arriving.shape[0] ?? 0) / rows),
    )
    .reduce<Tensor>((all, one) => tf.add(all, one), tf.scalar(0));
}
