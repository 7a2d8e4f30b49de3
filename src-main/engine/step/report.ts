import { lossNodes } from '#spec/deciding-loss';
import type { EdgeId } from '#spec/model';
import { tf, type Scalar, type Tensor } from '#tensorflow/backend/tf';
import type { Network } from '../model/network';
import { summedSquaredError } from '../ops/squared-error';
import type { LossSums } from '../pass/losses';
import type { WindowPassResult } from '../pass/window-pass';

/** The losses of one loss node, summed over the valid targets. */
export interface LossReport {
  sum: number;
  /** How many targets were valid. */
  valid: number;
  /** How many classes were wrong; null where the target is not a class. */
  incorrect: number | null;
}

export interface StepReport {
  /** By loss node. */
  losses: ReadonlyMap<string, LossReport>;
  /** By decoupled edge whose synthesizer learnt: mean over its messages of ‖M(h, c) − arriving‖². */
  synthesizerLoss: ReadonlyMap<EdgeId, number>;
}

/**
 * All numbers that a step reports as one vector, so that they are read from the device at once: three of each
 * loss node (`packLosses`), then the synthesizer loss of each interface, NaN where its synthesizer did not
 * learn. In the caller's tidy.
 */
export function packReport(
  network: Network,
  results: readonly WindowPassResult[],
  { losses }: Pick<WindowPassResult, 'losses'>,
): Tensor {
  return tf.concat([
    packLosses(network, losses),
    ...[...network.interfaces.keys()].map((edge) =>
      tf.reshape(synthesizerLossOn(edge, results), [1]),
    ),
  ]);
}

/** Sum, valid and incorrect of each loss node in one vector; incorrect is NaN where the target is not a class. */
export function packLosses(network: Network, losses: ReadonlyMap<string, LossSums>): Tensor {
  const numbers = lossNodes(network.model).flatMap(({ id }): Scalar[] => {
    const loss = losses.get(id);
    if (!loss) return [tf.scalar(0), tf.scalar(0), tf.scalar(Number.NaN)];
    return [loss.sum, loss.valid, loss.incorrect ?? tf.scalar(Number.NaN)];
  });
  return tf.stack(numbers);
}

/** Reads rows of `packReport`, `[steps, numbers]`, in order. The tensor stays the caller's. */
export function unpackReports(network: Network, reports: Tensor): StepReport[] {
  const [steps = 0, length = 0] = reports.shape;
  const numbers = reports.dataSync();
  return Array.from({ length: steps }, (_, step) =>
    unpackReport(network, numbers.subarray(step * length, (step + 1) * length)),
  );
}

function unpackReport(network: Network, numbers: ArrayLike<number>): StepReport {
  const losses = unpackLosses(network, numbers);
  const from = 3 * losses.size;
  const synthesizerLoss = new Map<EdgeId, number>();
  [...network.interfaces.keys()].forEach((edge, index) => {
    const loss = numbers[from + index] ?? Number.NaN;
    if (!Number.isNaN(loss)) synthesizerLoss.set(edge, loss);
  });
  return { losses, synthesizerLoss };
}

/** Reads the numbers of `packLosses`, by loss node. */
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

/** The mean over all messages whose gradient arrived; NaN where none did. */
function synthesizerLossOn(edge: EdgeId, results: readonly WindowPassResult[]): Tensor {
  const traces = results
    .flatMap((result) => result.traces.get(edge) ?? [])
    .flatMap(({ synthetic, arriving, mask }) =>
      synthetic && arriving ? [{ synthetic, arriving, mask }] : [],
    );
  const rows = traces.reduce((sum, { arriving }) => sum + (arriving.shape[0] ?? 0), 0);
  if (rows === 0) return tf.scalar(Number.NaN);
  const sum = traces
    .map(({ synthetic, arriving, mask }) => summedSquaredError(synthetic, arriving, mask))
    .reduce<Tensor>((total, error) => tf.add(total, error), tf.scalar(0));
  return tf.div(sum, rows);
}
