import type { Experiment } from '#spec/experiment';
import { countUnlockedModules } from '#spec/graph';
import { usesXla } from '#tensorflow/backend/xla';

/** Steps that run in one call at most, and for streams no more ticks than these. */
const [mostSteps, mostTicks] = [4, 32];

/**
 * Between two calls no core computes, and modules wait for each other. Milliseconds of a step of one tick in calls of 4, 8
 * and 16 steps (2 cores): `mnist-backprop` 2.31, 2.24, 2.19, `mnist-cdni` 3.02, 2.81, 2.77, `mnist-backprop-6` 4.71, 4.51,
 * 4.44. `lstm-256-8` took between 3 % less and 7 % more. Long calls take 0.5 to 1 s to compile: a run has to be
 * this long to gain that, and does it only once its first curves are there. For 24 decoupled layers it is 4.7 s, in which the
 * run stands still, to gain nothing. Heavier steps have not been measured.
 */
export const longCalls = {
  steps: 16,
  runSteps: 10_000,
  fromStep: 500,
  mostMultiplyAdds: 150e6,
  mostNodes: 12,
};

/** Steps above this many multiply-adds forward are not run together: compiling the larger graph costs more than it saves. */
const mostMultiplyAdds = 3e9;

/**
 * The same where all modules wait for each other: no module begins its next step before the others, so that nothing is saved
 * but the call. Perceptrons of 4, 16 and 64 layers took 4.5, 14 and 56 ms a step, four together or not, and 0.5, 1.3
 * and 6.4 s to compile instead of 0.15, 0.5 and 3.5 s (2 cores).
 */
const mostLockedMultiplyAdds = 150e6;

export interface StepsPerCallRequest {
  spec: Pick<Experiment, 'model' | 'training'>;
  /** Ticks of one step. */
  ticks: number;
  /** Multiply-adds of the forward pass, for each example and tick. */
  multiplyAdds: number;
  /** Whether the task grows with a curriculum. */
  hasCurriculum: boolean;
  /** Whether the training step can run several steps in one call (`TrainStep.canRunSeveral`). */
  canRunSeveral: boolean;
  /** Whether steps are compiled. */
  isCompiled: boolean;
  /** Steps that the run has done: now, and when this process began, with nothing compiled, to train it. */
  step: number;
  firstStep: number;
  /** Whether it trains in a group: the graph of each call has a copy for each run. */
  isInGroup: boolean;
  /** Steps left until something has to be done between two steps. */
  maxSteps: number;
}

/**
 * How many training steps run in one call of the compiled graph. They have to be the same graph: sparse
 * updates and curricula make each step another one. Running n steps together takes n times longer to compile,
 * with XLA above all, and gains nothing where modules do not run side by side, as on a GPU that XLA compiles
 * for. Long unrolls gain little: four steps of an LSTM together took 4 to 9 % less over 8 ticks, 2 % over 40.
 * Steps of large ops keep every core busy as they are.
 */
export function stepsPerCall(request: StepsPerCallRequest): number {
  const { spec, ticks, maxSteps } = request;
  const { model, training } = spec;
  const probabilities = Object.values(model.modules).map((module) => module.updateProbability ?? 1);
  const areAlike =
    !request.hasCurriculum &&
    request.canRunSeveral &&
    [training.updateProbability, ...probabilities].every((probability) => probability === 1);
  const multiplyAdds = training.batch * ticks * request.multiplyAdds;
  const isLocked = countUnlockedModules(model, training.method) === 1;
  const most = isLocked && ticks === 1 ? mostLockedMultiplyAdds : mostMultiplyAdds;
  if (!areAlike || multiplyAdds > most || !request.isCompiled || usesXla()) return 1;
  const short = Math.min(mostSteps, Math.floor(mostTicks / ticks));
  const counts = gainsByLongCalls(request, multiplyAdds) ? [longCalls.steps, short] : [short];
  return counts.find((count) => count > 1 && count <= maxSteps) ?? 1;
}

function gainsByLongCalls(
  { spec, ticks, step, firstStep, isInGroup }: StepsPerCallRequest,
  multiplyAdds: number,
): boolean {
  const { runSteps, fromStep, mostMultiplyAdds, mostNodes } = longCalls;
  const isLong = spec.training.steps - firstStep >= runSteps;
  const isLate = step - firstStep >= fromStep;
  const isSmall =
    multiplyAdds <= mostMultiplyAdds && Object.keys(spec.model.nodes).length <= mostNodes;
  return isLong && isLate && isSmall && ticks === 1 && !isInGroup;
}
