import { checkExperiment } from '#spec/check-experiment';
import { WorkbenchError } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { formatVersion } from '#spec/experiment';
import { quote } from '#spec/quote';
import { methodPath, seedPath, type StudyContent, type StudyInput } from '#spec/study';
import { taskFields } from '#spec/task';
import { methods, type Method } from '#spec/training';
import { listAxisValues } from './study-axes';
import { suggestInterval } from './study-evaluations';

/** The methods of the question, DNI first. */
const asked: readonly Method[] = ['dni', 'backprop', 'none'];
const seeds = [1, 2, 3, 4, 5];

/**
 * The study "does DNI help?" on a model: DNI, backpropagation and no gradient at all, five seeds each. A method that the
 * model cannot be trained with is left out: see `describeLeftOut`. `steps`: of every run, where they are not those of the
 * model. Throws `validation` where no edge is decoupled.
 */
export function doesDniHelp(
  modelId: string,
  spec: Experiment,
  steps = spec.training.steps,
): StudyInput {
  if (!spec.model.edges.some(({ decoupled }) => decoupled))
    throw new WorkbenchError(
      'validation',
      `No edge of ${quote(modelId)} is decoupled, so DNI cannot be tried on it. Decouple an edge first.`,
    );
  const refusals = findRefusals(spec);
  const left = asked.filter((method) => !refusals.has(method));
  const baseline = left.find((method) => method !== 'dni');
  const evaluateEvery = suggestInterval({ ...spec.training, steps });
  return {
    version: formatVersion,
    name: `Does DNI help ${modelId}?`.slice(0, 200),
    models: [modelId],
    axes: { [methodPath]: [...left], [seedPath]: seeds },
    ...(steps === spec.training.steps ? {} : { steps }),
    ...(evaluateEvery === null ? {} : { evaluateEvery }),
    ...(baseline ? { baseline: { [methodPath]: baseline } } : {}),
  };
}

/**
 * The methods that a study of DNI does not have because a model of it cannot be trained with them, a sentence each:
 * `backprop is left out: Backprop is unrolled over whole sequences …`
 */
export function describeLeftOut(
  { axes, models: ids }: Pick<StudyContent, 'axes' | 'models'>,
  models: ReadonlyMap<string, Experiment>,
): string[] {
  const axis = axes[methodPath];
  const values = (axis && listAxisValues(axis)) ?? [];
  if (!values.includes('dni') || values.length < 2) return [];
  return [...new Set(ids)].flatMap((id) => {
    const spec = models.get(id);
    const refusals = spec ? [...findRefusals(spec)] : [];
    const of = new Set(ids).size > 1 ? ` of ${quote(id)}` : '';
    return refusals.flatMap(([method, reason]) =>
      values.includes(method) ? [] : [`${method} is left out${of}: ${reason}`],
    );
  });
}

/** Experiments never change, and a check takes a look at the whole graph. */
const known = new WeakMap<Experiment, Map<Method, string>>();

/** The methods that the model does not allow, with the reason: what is wrong with it, but is not with another method. */
function findRefusals(spec: Experiment): ReadonlyMap<Method, string> {
  const found = known.get(spec);
  if (found) return found;
  const errors = new Map(methods.map((method) => [method, listErrors(spec, method)]));
  const refusals = new Map<Method, string>();
  for (const [method, own] of errors) {
    const reason = own.find((message) =>
      [...errors.values()].some((other) => !other.includes(message)),
    );
    if (reason !== undefined && method !== 'dni') refusals.set(method, reason);
  }
  known.set(spec, refusals);
  return refusals;
}

function listErrors(spec: Experiment, method: Method): string[] {
  const experiment = { ...spec, training: { ...spec.training, method } };
  return checkExperiment(experiment, taskFields(spec.task))
    .filter(({ severity }) => severity === 'error')
    .map(({ message, remedy }) => `${message} ${remedy}`);
}
