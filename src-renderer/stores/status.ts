import type { Run, RunStatus } from '#spec/run';

export const statusWord: Record<RunStatus, string> = {
  queued: 'Queued',
  running: 'Running',
  paused: 'Paused',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

/** Part of the run's steps that are done, 0 to 1. */
export function progressOf(run: Run): number {
  return Math.min(1, run.step / run.spec.training.steps);
}

/** Steps a second as last measured; null before the first measurement. */
export function speedOf(run: Run): number | null {
  return run.metrics['speed/steps-per-second']?.last ?? null;
}

const kinds = ['bpc', 'perplexity', 'bits', 'error', 'loss'];
const headlines = [
  'task/level',
  ...kinds.flatMap((kind) => ['test', 'validation', 'train'].map((split) => `${split}/${kind}`)),
];

/** The metric that says best how good the run is, of those it has. */
export function headlineMetric(run: Run): string | null {
  return headlines.find((metric) => run.metrics[metric]) ?? null;
}
