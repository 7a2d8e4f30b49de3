/**
 * When the workers of a model that is divided among machines compute (model parallelism). The locks are those of
 * Jaderberg et al. 2017, section 1.
 *
 * - `backprop`: forward, update and backward locked. One worker computes at a time; only updates overlap.
 * - `pipeline`: backprop with the batch cut into micro-batches, which are in different workers at the same time, and one
 *   update after the last of them (GPipe, Huang et al. 2019). The gradient is that of backprop; of each step, the share
 *   (N − 1) / (m + N − 1) is idle, the bubble, with N equal workers and m micro-batches.
 * - `dni`: a worker updates with the synthetic gradients of what it has sent, and goes on with the next batch. The gradient
 *   that comes back later trains the synthesizer.
 * - `unlocked`: with synthetic inputs as well, a worker does not wait for messages either. Those that arrive train the
 *   synthetic input models; a message for which the link is not free is left out.
 *
 * PipeDream (Narayanan et al. 2019) has no bubble either: it overlaps batches and keeps earlier weights, which makes its
 * true gradients stale. It is not simulated here.
 */
export type StepSchedule = 'backprop' | 'pipeline' | 'dni' | 'unlocked';

export const stepSchedules: readonly StepSchedule[] = ['backprop', 'pipeline', 'dni', 'unlocked'];

/** Whether workers learn from synthetic gradients under this schedule. */
export function isDecoupled(schedule: StepSchedule): boolean {
  return schedule === 'dni' || schedule === 'unlocked';
}

/**
 * Micro-batches of the pipeline: four for each worker, from which on Huang et al. 2019 found the bubble to be
 * negligible, as far as the batch has examples.
 */
export function chooseMicroBatches(workers: number, batch: number): number {
  return Math.max(1, Math.min(batch, 4 * workers));
}
