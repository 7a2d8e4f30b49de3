import type { Experiment } from './experiment';
import { findNearestLosses, indexEdges } from './graph';
import { edgeId, type Edge, type EdgeId } from './model';
import type { ActivationFunction, Node } from './nodes';
import type { OptimizerSettings, Schedule } from './optimizer';
import type { Problem } from './problems';
import { quote } from './quote';
import { isSequential, sequenceTicks } from './task';
import type { TaskData } from './task-data';
import { inferUpdateWindows } from './update-windows';

type Place = Pick<Problem, 'node' | 'edge' | 'setting'>;

/** Finds settings that are allowed but unusual: mostly slips, which ruin a run or waste it. None prevents training. */
export function checkUnusual(experiment: Experiment, data: TaskData | null): Problem[] {
  return [
    ...checkOptimizers(experiment),
    ...checkLogits(experiment),
    ...checkLayers(experiment),
    ...checkInterfaces(experiment),
    ...checkParts(experiment, data),
    ...checkSchedule(experiment, data),
    ...checkSequence(experiment),
  ];
}

function warning(place: Place, message: string, remedy: string, fix?: Problem['fix']): Problem {
  return { severity: 'warning', ...place, message, remedy, ...(fix && { fix }) };
}

/** The run's optimizer, and those of interfaces that the method trains. */
function checkOptimizers({ model, training }: Experiment): Problem[] {
  const own = training.method === 'dni' ? model.edges.flatMap(optimizersOf) : [];
  const ofRun = { settings: training.optimizer, of: 'the run', place: runOptimizer };
  return [ofRun, ...own].flatMap(({ settings, of, place }) =>
    checkOptimizer(settings, of, place, training.steps),
  );
}

const runOptimizer: Place = { setting: 'training.optimizer' };

function optimizersOf(edge: Edge): { settings: OptimizerSettings; of: string; place: Place }[] {
  const id = edgeId(edge);
  const { optimizer, syntheticInput } = edge.decoupled ?? {};
  const own = (settings: OptimizerSettings | undefined, what: string) =>
    settings ? [{ settings, of: `the ${what} of ${quote(id)}`, place: { edge: id } }] : [];
  return [...own(optimizer, 'synthesizer'), ...own(syntheticInput?.optimizer, 'synthetic input')];
}

/**
 * Adam and RMSProp move every weight by about the rate, whatever the gradient: initial weights are at most 1/√fan-in,
 * some hundredths. Plain gradient descent diverges where the rate exceeds 2 over the curvature, which is near 1 for
 * normalised layers; momentum m multiplies its rate by 1 / (1 − m) in the long run.
 */
const mostUsualRate = { adam: 0.1, rmsprop: 0.1, sgd: 1, momentum: 5 } as const;
/** Adam and RMSProp: smaller steps vanish in the rounding of weights of some hundredths. */
const leastAdaptiveRate = 1e-9;
/** Share of every weight that one update may take away by weight decay. */
const mostDecay = 0.1;

function checkOptimizer(
  settings: OptimizerSettings,
  of: string,
  place: Place,
  steps: number,
): Problem[] {
  const { kind, rate, schedule, weightDecay } = settings;
  const longRun = kind === 'momentum' ? rate / (1 - settings.momentum) : rate;
  const isAdaptive = kind === 'adam' || kind === 'rmsprop';
  const problems: Problem[] = [];
  if (longRun > mostUsualRate[kind])
    problems.push(
      warning(
        place,
        kind === 'momentum'
          ? `The learning rate of ${of} is ${rate}, with a momentum of ${settings.momentum} ${round(longRun)} in the long run, which is unusually high: training mostly diverges.`
          : `The learning rate of ${of} is ${rate}, which is unusually high for ${names[kind]}: ${isAdaptive ? 'each update moves every weight by about as much, more than its initial size' : 'training mostly diverges'}.`,
        `Lower it, for example to ${examples[kind]}.`,
      ),
    );
  if (isAdaptive && rate < leastAdaptiveRate)
    problems.push(
      warning(
        place,
        `The learning rate of ${of} is ${rate}: each update moves a weight by about as much, which is lost in rounding.`,
        `Raise it, for example to ${examples[kind]}.`,
      ),
    );
  if (rate * weightDecay > mostDecay)
    problems.push(
      warning(
        place,
        `The weight decay of ${of} takes ${round(100 * rate * weightDecay)} % of every weight away at each update (rate times decay).`,
        'Lower it, for example to 0.01.',
      ),
    );
  const growth = growthOf(schedule, steps);
  if (growth > 1)
    problems.push(
      warning(
        place,
        `The schedule of ${of} raises the learning rate, up to ${round(rate * growth)} in step ${steps.toLocaleString('en')}.`,
        'Set its factor below 1 if the rate is to fall.',
      ),
    );
  return problems;
}

const names = { adam: 'Adam', rmsprop: 'RMSProp', sgd: 'SGD', momentum: 'momentum' } as const;
const examples = { adam: 0.001, rmsprop: 0.001, sgd: 0.1, momentum: 0.01 } as const;

/** What the rate has been multiplied by at the last step; 1 where it never rises. */
function growthOf(schedule: Schedule, steps: number): number {
  switch (schedule.kind) {
    case 'constant':
      return 1;
    case 'step':
      return schedule.factor ** schedule.at.filter((step) => step <= steps).length;
    case 'exponential':
      return schedule.factor ** (steps / schedule.every);
    case 'cosine':
      return schedule.end;
  }
}

/** A softmax cross entropy needs logits of any size and sign: an activation bounds them or cuts off their sign. */
function checkLogits({ model }: Experiment): Problem[] {
  const { incoming } = indexEdges(model);
  return Object.entries(model.nodes).flatMap(([id, loss]): Problem[] => {
    if (loss.kind !== 'softmaxCrossEntropy') return [];
    const from = incoming(id)[0]?.from ?? '';
    const node = model.nodes[from];
    const activation = node && activationOf(node);
    if (!node || !activation || activation.function === 'linear') return [];
    const { key, function: name } = activation;
    const effect = activationEffects[name];
    return [
      warning(
        { node: from, ...(key && { setting: `model.nodes.${from}.${key}` }) },
        `${quote(from)} applies ${name} to the logits of the cross entropy ${quote(id)}, which ${effect}.`,
        key
          ? 'Its softmax wants them as they are: set it to linear.'
          : 'Put a dense layer between them.',
        key ? { kind: 'setNode', node: from, values: { [key]: 'linear' } } : undefined,
      ),
    ];
  });
}

/** The last function that a node applies, and the setting that holds it; null for nodes without one. */
function activationOf(node: Node): { function: ActivationFunction; key: string | null } | null {
  switch (node.kind) {
    case 'activation':
      return { function: node.function, key: 'function' };
    case 'dense':
    case 'conv2d':
      return { function: node.activation, key: 'activation' };
    case 'rnn':
      return { function: node.activation, key: null };
    case 'lstm':
    case 'gru':
      return { function: 'tanh', key: null };
    default:
      return null;
  }
}

const activationEffects: Record<Exclude<ActivationFunction, 'linear'>, string> = {
  relu: 'makes all negative ones equal and passes no gradient back through them',
  leakyRelu: 'shrinks the negative ones',
  elu: 'keeps them above −1',
  gelu: 'keeps them above −0.2',
  sigmoid: 'keeps them between 0 and 1, so that no class can become certain',
  tanh: 'keeps them between −1 and 1, so that no class can become certain',
  softplus: 'keeps them above 0',
};

/** From this rate on, so little of a layer is left that it mostly learns nothing. */
const mostDropout = 0.9;

function checkLayers({ model }: Experiment): Problem[] {
  const outputs = findNearestLosses(model, ({ kind }) =>
    ['activation', 'dropout', 'flatten'].includes(kind),
  );
  return Object.entries(model.nodes).flatMap(([id, node]): Problem[] => {
    if (node.kind === 'dropout' && node.rate >= mostDropout)
      return [
        warning(
          { node: id, setting: `model.nodes.${id}.rate` },
          `${quote(id)} drops ${round(100 * node.rate)} % of what arrives.`,
          'Rates of 0.1 to 0.5 are usual; the rate is the share that is dropped, not the one that is kept.',
        ),
      ];
    const key = 'filters' in node ? 'filters' : 'units';
    const width = 'filters' in node ? node.filters : 'units' in node ? node.units : null;
    // A single number may well be what is predicted.
    if (width !== 1 || outputs.has(id)) return [];
    return [
      warning(
        { node: id, setting: `model.nodes.${id}.${key}` },
        `${quote(id)} has a single ${key === 'filters' ? 'filter' : 'unit'}: all that lies above it sees one number${key === 'filters' ? ' a position' : ''}.`,
        `Raise its ${key}, unless such a bottleneck is wanted.`,
      ),
    ];
  });
}

/** Interfaces that the method uses, but that do nothing. */
function checkInterfaces({ model, training }: Experiment): Problem[] {
  if (training.method !== 'dni') return [];
  return model.edges.flatMap((edge) => {
    if (!edge.decoupled) return [];
    const id: EdgeId = edgeId(edge);
    const { syntheticGradientScale, warmup, synthesizer } = edge.decoupled;
    const problems: Problem[] = [];
    if (syntheticGradientScale === 0)
      problems.push(
        warning(
          { edge: id, setting: 'decoupled.syntheticGradientScale' },
          `The synthetic gradient of ${quote(id)} is multiplied by 0: the module below gets none, as with the method none.`,
          'Raise its scale, or choose the method none.',
        ),
      );
    if (warmup >= training.steps)
      problems.push(
        warning(
          { edge: id, setting: 'decoupled.warmup' },
          `The synthesizer of ${quote(id)} warms up for ${count(warmup)} steps, and the run has ${count(training.steps)}: its gradient is never used.`,
          'Lower its warm-up, or train for more steps.',
        ),
      );
    if (synthesizer.hidden.includes(1))
      problems.push(
        warning(
          { edge: id },
          `The synthesizer of ${quote(id)} has a hidden layer of size 1: its gradients are multiples of one vector.`,
          'Raise its hidden layers.',
        ),
      );
    return problems;
  });
}

/** Parts of the data that are missing, or smaller than a batch. */
function checkParts({ task, training }: Experiment, data: TaskData | null): Problem[] {
  const counts = data?.counts;
  const problems: Problem[] = [];
  const validation = counts?.validation ?? ('validation' in task ? task.validation : null);
  const key = task.kind === 'text' ? 'validationFraction' : 'validation';
  if (!data?.problem && validation === 0)
    problems.push(
      warning(
        { setting: `task.${key}` },
        'The data has no validation part, so that no step of a run can be chosen without looking at the test part.',
        key === 'validation'
          ? 'Set task.validation to a number of examples, which are taken from the training part.'
          : 'Set task.validationFraction, for example to 0.05.',
      ),
    );
  if (counts && !isSequential(task) && counts.train < training.batch)
    problems.push(
      warning(
        { setting: 'training.batch' },
        `The batch has ${count(training.batch)} examples, and the training part ${count(counts.train)}: each batch repeats some.`,
        `Lower it to ${count(counts.train)} or less.`,
      ),
    );
  return problems;
}

/** How many times as long a training step takes as the forward pass of an evaluation. */
const trainingCost = 3;

/** Evaluations and checkpoints that are never made, or take longer than training. */
function checkSchedule(experiment: Experiment, data: TaskData | null): Problem[] {
  const { task, training, diagnostics } = experiment;
  const { steps, evaluateEvery, checkpointEvery, batch, method } = training;
  const problems: Problem[] = [];
  if (evaluateEvery > steps)
    problems.push(
      warning(
        { setting: 'training.evaluateEvery' },
        `The run has ${count(steps)} steps and is evaluated every ${count(evaluateEvery)}: only before the first step and after the last.`,
        'Lower training.evaluateEvery to see a curve.',
      ),
    );
  const { validation = 0, test = 0 } = data?.counts ?? {};
  const trained = evaluateEvery * batch * (inferUpdateWindows(experiment)?.step ?? 1);
  const isFinite = !isSequential(task) || task.kind === 'text' || task.kind === 'sequence';
  if (isFinite && validation + test > trainingCost * trained)
    problems.push(
      warning(
        { setting: 'training.evaluateEvery' },
        `Between two evaluations ${count(trained)} examples are trained on, and each evaluates ${count(validation + test)}: evaluating takes longer than training.`,
        'Raise training.evaluateEvery.',
      ),
    );
  if (checkpointEvery < 10 && steps > 100)
    problems.push(
      warning(
        { setting: 'training.checkpointEvery' },
        `A checkpoint is written every ${checkpointEvery === 1 ? 'step' : `${checkpointEvery} steps`}, ${count(steps / checkpointEvery)} in all: writing them mostly takes longer than training.`,
        'Raise training.checkpointEvery.',
      ),
    );
  const usesProbe = method === 'dni' && diagnostics.every > 0;
  const hasInterfaces = experiment.model.edges.some(({ decoupled }) => decoupled);
  if (usesProbe && hasInterfaces && diagnostics.every > steps)
    problems.push(
      warning(
        { setting: 'diagnostics.every' },
        `The run has ${count(steps)} steps and its interfaces are examined every ${count(diagnostics.every)}: only before the first step, when nothing is learnt yet.`,
        'Lower diagnostics.every to see how well they predict.',
      ),
    );
  if (usesProbe && diagnostics.batch > diagnostics.every * batch)
    problems.push(
      warning(
        { setting: 'diagnostics.every' },
        `The interfaces are examined on ${count(diagnostics.batch)} examples every ${diagnostics.every === 1 ? 'step' : `${diagnostics.every} steps`} of ${count(batch)}: that takes longer than training.`,
        'Raise diagnostics.every.',
      ),
    );
  return problems;
}

/** An unroll that is longer than a whole sequence. */
function checkSequence(experiment: Experiment): Problem[] {
  const { task, training } = experiment;
  const ticks = sequenceTicks(task);
  const windows = Object.values(inferUpdateWindows(experiment)?.modules ?? {});
  const longest = windows.reduce((most, window) => Math.max(most, window), 0);
  if (typeof ticks !== 'number' || longest <= ticks) return [];
  const key = training.method === 'backprop' ? 'fullUnroll' : 'unroll';
  return [
    warning(
      { setting: `training.${key}` },
      `A sequence of the task has ${count(ticks)} ticks, and a module is unrolled over ${count(longest)}: no gradient goes further back than a sequence.`,
      `Lower training.${key}.`,
    ),
  ];
}

function count(number: number): string {
  return number < 1e15 ? Math.round(number).toLocaleString('en') : number.toExponential(1);
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
