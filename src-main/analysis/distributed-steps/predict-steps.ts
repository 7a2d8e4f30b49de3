import { assignModules } from './assign-modules';
import { transferSeconds, type Link } from './link';
import { secondsOnOneWorker, type ModuleChain } from './module-chain';
import { isDecoupled, type StepSchedule } from './schedule';
import { simulateSteps } from './simulate-steps';
import { planWorkers, type WorkerPlans } from './worker-plan';

export interface Machines {
  workers: number;
  link: Link;
  /** Into how many parts a pipeline cuts the batch; a part is taken to compute in its share of the time. */
  microBatches: number;
}

export interface PredictedStep {
  /** Between the ends of two steps in the steady state. */
  seconds: number;
  /**
   * The share of all workers' time that backprop would need too: the step of one worker over that of N, divided by N.
   * What interfaces compute counts as idle.
   */
  efficiency: number;
  /** Workers that have a module. */
  workers: number;
}

/** Steps whose mean duration is the prediction, after those in which workers begin to wait for each other. */
const measuredSteps = 32;
const mostWarmUpSteps = 2000;

/**
 * Predicts the duration of a training step with the modules divided among the workers, each a machine of its own.
 *
 *     predictStep(chain, 'dni', { workers: 4, link, microBatches: 16 }).seconds;
 */
export function predictStep(
  chain: ModuleChain,
  schedule: StepSchedule,
  { workers, link, microBatches }: Machines,
): PredictedStep {
  const workerOf = assignModules(moduleCosts(chain, schedule), workers);
  const plans = planWorkers(chain, workerOf, schedule);
  const used = plans.workers.length;
  // Locked steps do not overlap: the second is as long as every other one.
  const warmUp = isDecoupled(schedule) ? countWarmUpSteps(plans, link) : 1;
  const measured = isDecoupled(schedule) ? measuredSteps : 1;
  const ends = simulateSteps(plans, {
    link,
    microBatches: schedule === 'pipeline' ? microBatches : 1,
    steps: warmUp + measured,
  });
  const seconds = ((ends.at(-1) ?? 0) - (ends[warmUp - 1] ?? 0)) / measured;
  return {
    seconds,
    efficiency: seconds > 0 ? secondsOnOneWorker(chain) / (used * seconds) : 1,
    workers: used,
  };
}

/** What each module takes in a step, with the interfaces that the schedule uses: what the division evens out. */
function moduleCosts(chain: ModuleChain, schedule: StepSchedule): number[] {
  const each = chain.modules.map((_, index) => index);
  const { workers, channels } = planWorkers(chain, each, schedule);
  const costs = workers.map(({ forward, backward, update }) => forward + backward + update);
  for (const { from, to, synthesizerLearning, inputLearning } of channels) {
    costs[from] = (costs[from] ?? 0) + (synthesizerLearning ?? 0);
    costs[to] = (costs[to] ?? 0) + (inputLearning ?? 0);
  }
  return costs;
}

/** Interfaces begin to learn when the first messages have come back, which may take many short steps. */
function countWarmUpSteps({ workers, channels }: WorkerPlans, link: Link): number {
  const times = workers.map(({ forward, backward, update }) => forward + backward + update);
  const shortest = Math.min(...times.filter((time) => time > 0));
  const longestTransfer = Math.max(0, ...channels.map(({ bytes }) => transferSeconds(bytes, link)));
  const steps = Number.isFinite(shortest) ? Math.ceil((4 * longestTransfer) / shortest) : 0;
  return Math.min(mostWarmUpSteps, measuredSteps + steps);
}
