import type { Experiment } from '#spec/experiment';
import { isSequential } from '#spec/task';
import type { Method } from '#spec/training';
import { isTemporal } from '#spec/update-windows';

/**
 * With its first decoupled edge a model is trained with synthetic gradients: `backprop` would train it as if the edge were
 * coupled. Without its last one it is trained with `backprop` again, unless the task is a stream, in which that would do
 * more than before. A model that keeps decoupled edges keeps its method: `backprop` is then chosen, as the baseline.
 */
export function withUsedDecoupling(before: Experiment, after: Experiment): Experiment {
  const { method } = after.training;
  const [was, is] = [hasDecoupled(before), hasDecoupled(after)];
  if (method === 'backprop' && is && !was) return withMethod(after, 'dni');
  const isCutOff = isSequential(after.task) && isTemporal(after.model);
  return method === 'dni' && was && !is && !isCutOff ? withMethod(after, 'backprop') : after;
}

const hasDecoupled = ({ model }: Experiment): boolean =>
  model.edges.some(({ decoupled }) => decoupled);

function withMethod(experiment: Experiment, method: Method): Experiment {
  return { ...experiment, training: { ...experiment.training, method } };
}
