import { Notification } from 'electron';
import type { Service } from '#service/create-service';
import { isEnded, type Run } from '#spec/run';
import type { WindowManager } from './window-manager';

const titles: Partial<Record<Run['status'], string>> = {
  finished: 'Finished',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

/**
 * Shows a native notification when a run ends, unless the window of its project is focused. A click
 * calls `show`. Runs that the user stopped are not reported.
 */
export function notifyRunEnds(
  service: Pick<Service, 'onEvent'>,
  windows: Pick<WindowManager, 'findProjectWindow'>,
  show: (projectId: string, runId: string) => void,
): void {
  const activeRuns = new Set<string>();
  // A notification without a reference is garbage collected, and its click event is lost.
  const liveNotifications = new Set<Notification>();

  service.onEvent(({ event, payload }) => {
    if (event !== 'run.changed') return;
    const { projectId, run } = payload;
    const key = `${projectId}/${run.id}`;
    if (!isEnded(run.status)) {
      activeRuns.add(key);
      return;
    }
    if (!activeRuns.delete(key)) return;
    const title = titles[run.status];
    if (title === undefined || windows.findProjectWindow(projectId)?.isFocused()) return;
    if (!Notification.isSupported()) return;
    const notification = new Notification({
      title: `${title}: ${run.name}`,
      body: notificationBody(run),
    });
    liveNotifications.add(notification);
    const release = (): void => void liveNotifications.delete(notification);
    notification.on('click', () => {
      release();
      show(projectId, run.id);
    });
    notification.on('close', release);
    notification.show();
  });
}

function notificationBody(run: Run): string {
  if (run.failure !== null) return run.failure;
  const steps = run.step.toLocaleString('en');
  return `${steps} of ${run.spec.training.steps.toLocaleString('en')} steps`;
}
