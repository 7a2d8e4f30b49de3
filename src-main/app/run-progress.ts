import type { Service } from '#service/create-service';
import type { Run } from '#spec/run';
import type { Windows } from './windows';

/** What takes the bar away. */
const none = -1;

/** Shows in the task bar (or dock) how far the runs are that train now. */
export function showProgress(
  service: Pick<Service, 'onEvent' | 'runsAtWork'>,
  windows: Pick<Windows, 'all'>,
): void {
  service.onEvent(({ event }) => {
    if (event !== 'run.changed') return;
    const fraction = fractionOf(service.runsAtWork());
    for (const window of windows.all) if (!window.isDestroyed()) window.setProgressBar(fraction);
  });
}

/** The mean over running runs, 0 to 1; below 0 where none runs. */
export function fractionOf(runs: readonly Run[]): number {
  const parts = runs
    .filter(({ status }) => status === 'running')
    .map(({ step, spec }) => Math.min(1, step / spec.training.steps));
  return parts.length === 0 ? none : parts.reduce((sum, part) => sum + part, 0) / parts.length;
}
