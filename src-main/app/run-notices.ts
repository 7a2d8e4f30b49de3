import { Notification } from 'electron';
import type { Service } from '#service/create-service';
import { isEnded, type Run } from '#spec/run';
import type { Windows } from './windows';

const titles: Partial<Record<Run['status'], string>> = {
  finished: 'Finished',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

/**
 * Tells by the platform's own notification that a run ended, unless its window is being looked at.
 * A click shows the run. `stopped` is not told: somebody asked for it.
 */
export function noticeEnds(
  service: Pick<Service, 'onEvent'>,
  windows: Pick<Windows, 'ofProject'>,
  show: (projectId: string, runId: string) => void,
): void {
  const atWork = new Set<string>();
  // One that is not held is collected, and its click with it.
  const held = new Set<Notification>();

  service.onEvent(({ event, payload }) => {
    if (event !== 'run.changed') return;
    const { projectId, run } = payload;
    const key = `${projectId}/${run.id}`;
    if (!isEnded(run.status)) {
      atWork.add(key);
      return;
    }
    if (!atWork.delete(key)) return;
    const title = titles[run.status];
    if (title === undefined || windows.ofProject(projectId)?.isFocused()) return;
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title: `${title}: ${run.name}`, body: bodyOf(run) });
    held.add(notification);
    const release = (): void => void held.delete(notification);
    notification.on('click', () => {
      release();
      show(projectId, run.id);
    });
    notification.on('close', release);
    notification.show();
  });
}

function bodyOf(run: Run): string {
  if (run.failure !== null) return run.failure;
  const steps = run.step.toLocaleString('en');
  return `${steps} of ${run.spec.training.steps.toLocaleString('en')} steps`;
}
