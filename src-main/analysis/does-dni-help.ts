import { checkExperiment } from '#spec/check-experiment';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { formatVersion } from '#spec/experiment';
import { quote } from '#spec/quote';
import { methodPath, seedPath, type StudyInput } from '#spec/study';
import { taskFields } from '#spec/task';
import { methods, type Method } from '#spec/training';

/** The methods of the question, DNI first. */
const asked: readonly Method[] = ['dni', 'backprop', 'none'];
const seeds = [1, 2, 3, 4, 5];

/**
 * The study "does DNI help?" on a model: DNI, backpropagation and no gradient at all, five seeds each. A method that the
 * model cannot be trained with is left out, and the description says why: backpropagation on a stream without an end,
 * for example. Throws `validation` where no edge is decoupled.
 */
export function doesDniHelp(modelId: string, spec: Experiment): StudyInput {
  if (!spec.model.edges.some(({ decoupled }) => decoupled))
    throw new WorkbenchError(
      'validation',
      `No edge of ${quote(modelId)} is decoupled, so DNI cannot be tried on it. Decouple an edge first.`,
    );
  const refusals = findRefusals(spec);
  const left = asked.filter((method) => !refusals.has(method));
  const baseline = left.find((method) => method !== 'dni');
  const reasons = [...refusals].map(([method, reason]) => `Without ${method}: ${reason}`);
  return {
    version: formatVersion,
    name: `Does DNI help ${modelId}?`.slice(0, 200),
    ...(reasons.length > 0 ? { description: reasons.join(' ') } : {}),
    models: [modelId],
    axes: { [methodPath]: [...left], [seedPath]: seeds },
    ...(baseline ? { baseline: { [methodPath]: baseline } } : {}),
  };
}

/** The methods that the model does not allow, with the reason: what is wrong with it, but is not with another method. */
function findRefusals(spec: Experiment): Map<Method, string> {
  const errors = new Map(methods.map((method) => [method, listErrors(spec, method)]));
  const refusals = new Map<Method, string>();
  for (const [method, own] of errors) {
    const reason = own.find((message) =>
      [...errors.values()].some((other) => !other.includes(message)),
    );
    if (reason !== undefined && method !== 'dni') refusals.set(method, reason);
  }
  return refusals;
}

function listErrors(spec: Experiment, method: Method): string[] {
  const experiment = { ...spec, training: { ...spec.training, method } };
  return checkExperiment(experiment, taskFields(spec.task))
    .filter(({ severity }) => severity === 'error')
    .map(({ message, remedy }) => `${message} ${remedy}`);
}
