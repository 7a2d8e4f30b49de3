import { WorkbenchError } from '#spec/errors';
import { parseSplitMetric } from '#spec/metric-catalogue';

/**
 * The error of a step with a loss that is not finite; null where all are. `values`: the metrics of the step. Its
 * `details` are `{ failedStep }`: the steps before it are complete.
 */
export function findDivergence(
  step: number,
  values: readonly [metric: string, value: number][],
): WorkbenchError | null {
  const found = values.find(
    ([metric, value]) => parseSplitMetric(metric)?.measure === 'loss' && !Number.isFinite(value),
  );
  if (!found) return null;
  const [metric, loss] = found;
  const node = parseSplitMetric(metric)?.loss ?? null;
  return new WorkbenchError(
    'validation',
    `The loss${node === null ? '' : ` '${node}'`} is ${loss} at step ${step}: training has diverged. Lower the learning rate of the model or of its synthesizers, or clip their gradients.`,
    { failedStep: step },
  );
}
