import type { Service } from '#service/create-service';
import { totalSteps, type Run } from '#spec/run';
import type { WindowManager } from './window-manager';

/** The value that removes the progress bar. */
const noProgressBar = -1;

/** Shows the progress of the running runs in the task bar or dock. */
export function showTaskBarProgress(
  service: Pick<Service, 'onEvent' | 'activeRuns'>,
  windows: Pick<WindowManager, 'showProgress'>,
): void {
  service.onEvent(({ event }) => {
    if (event === 'run.changed') windows.showProgress(meanProgress(service.activeRuns()));
  });
}

/** The mean progress of the running runs, 0 to 1, or -1 if none is running. */
export function meanProgress(runs: readonly Run[]): number {
  const parts = runs
    .filter(({ status }) => status === 'running')
    .map((run) => Math.min(1, run.step / totalSteps(run)));
  return parts.length === 0
    ? noProgressBar
    : parts.reduce((sum, part) => sum + part, 0) / parts.length;
}
