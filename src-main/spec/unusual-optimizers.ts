import { formatWhole } from './number-format';
import type { Experiment } from './experiment';
import { edgeId, type Edge } from './model';
import type { OptimizerSettings, Schedule } from './optimizer';
import type { Problem } from './problems';
import { quote } from './quote';
import { roundTo3, set, warning, type ProblemPlace } from './unusual-warning';

/** The run's optimizer, and those of interfaces that the method trains. */
export function checkOptimizers({ model, training }: Experiment): Problem[] {
  const own = training.method === 'dni' ? model.edges.flatMap(optimizersOf) : [];
  const path = 'training.optimizer';
  const ofRun = { settings: training.optimizer, of: 'the run', place: { setting: path }, path };
  return [ofRun, ...own].flatMap(({ settings, of, place, path }) =>
    checkOptimizer(settings, of, place, path, training.steps),
  );
}

interface OwnedOptimizer {
  settings: OptimizerSettings;
  of: string;
  place: ProblemPlace;
  path: string;
}

function optimizersOf(edge: Edge): OwnedOptimizer[] {
  const id = edgeId(edge);
  const { optimizer, syntheticInput } = edge.decoupled ?? {};
  const own = (settings: OptimizerSettings | undefined, what: string, at: string) => {
    const path = `model.edges.${id}.decoupled.${at}`;
    return settings
      ? [{ settings, of: `the ${what} of ${quote(id)}`, place: { edge: id }, path }]
      : [];
  };
  return [
    ...own(optimizer, 'synthesizer', 'optimizer'),
    ...own(syntheticInput?.optimizer, 'synthetic input', 'syntheticInput.optimizer'),
  ];
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
  place: ProblemPlace,
  path: string,
  steps: number,
): Problem[] {
  const usual = set(`${path}.rate`, examples[settings.kind]);
  const { kind, rate, schedule, weightDecay } = settings;
  const longRun = kind === 'momentum' ? rate / (1 - settings.momentum) : rate;
  const isAdaptive = kind === 'adam' || kind === 'rmsprop';
  const problems: Problem[] = [];
  if (longRun > mostUsualRate[kind])
    problems.push(
      warning(
        place,
        kind === 'momentum'
          ? `The learning rate of ${of} is ${rate}, with a momentum of ${settings.momentum} ${roundTo3(longRun)} in the long run, which is unusually high: training mostly diverges.`
          : `The learning rate of ${of} is ${rate}, which is unusually high for ${names[kind]}: ${isAdaptive ? 'each update moves every weight by about as much, more than its initial size' : 'training mostly diverges'}.`,
        `Lower it, for example to ${examples[kind]}.`,
        usual,
      ),
    );
  if (isAdaptive && rate < leastAdaptiveRate)
    problems.push(
      warning(
        place,
        `The learning rate of ${of} is ${rate}: each update moves a weight by about as much, which is lost in rounding.`,
        `Raise it, for example to ${examples[kind]}.`,
        usual,
      ),
    );
  if (rate * weightDecay > mostDecay)
    problems.push(
      warning(
        place,
        `The weight decay of ${of} takes ${roundTo3(100 * rate * weightDecay)} % of every weight away at each update (rate times decay).`,
        'Lower it, for example to 0.01.',
        set(`${path}.weightDecay`, 0.01),
      ),
    );
  const growth = growthOf(schedule, steps);
  if (growth > 1)
    problems.push(
      warning(
        place,
        `The schedule of ${of} raises the learning rate, up to ${roundTo3(rate * growth)} in step ${formatWhole(steps)}.`,
        'Set its factor below 1 if the rate is to fall.',
        set(`${path}.schedule.${schedule.kind === 'cosine' ? 'end' : 'factor'}`, 0.1),
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
