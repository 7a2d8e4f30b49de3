import { Notification } from 'electron';
import type { WorkbenchEvent } from '#api/events';
import type { Service } from '#service/create-service';
import { isEnded, type Run } from '#spec/run';
import type { WindowManager } from './window-manager';

const titles: Partial<Record<Run['status'], string>> = {
  finished: 'Finished',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

interface News {
  projectId: string;
  runId: string;
  title: string;
  body: string;
}

/**
 * Shows a native notification when a run ends or raises an alert, unless the window of its project is focused. A click
 * calls `show`. Runs that the user stopped are not reported, nor the finished ones of a study, which are many.
 */
export function notifyOfRuns(
  service: Pick<Service, 'onEvent' | 'activeRuns'>,
  windows: Pick<WindowManager, 'findProjectWindow'>,
  show: (projectId: string, runId: string) => void,
): void {
  const findNews = newsOf(service);
  // A notification without a reference is garbage collected, and its click event is lost.
  const liveNotifications = new Set<Notification>();

  service.onEvent((event) => {
    const news = findNews(event);
    if (!news || windows.findProjectWindow(news.projectId)?.isFocused()) return;
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title: news.title, body: news.body });
    liveNotifications.add(notification);
    const release = (): void => void liveNotifications.delete(notification);
    notification.on('click', () => {
      release();
      show(news.projectId, news.runId);
    });
    notification.on('close', release);
    notification.show();
  });
}

/** A function that finds in each event what is to be told; null for most. */
function newsOf({
  activeRuns,
}: Pick<Service, 'activeRuns'>): (event: WorkbenchEvent) => News | null {
  const active = new Set<string>();
  return ({ event, payload }) => {
    if (event === 'run.alert') {
      const { projectId, runId, message: body } = payload;
      const name = activeRuns().find(({ id }) => id === runId)?.name ?? runId;
      return { projectId, runId, title: `Alert: ${name}`, body };
    }
    if (event !== 'run.changed') return null;
    const { projectId, run } = payload;
    const key = `${projectId}/${run.id}`;
    if (!isEnded(run.status)) {
      active.add(key);
      return null;
    }
    const title = titles[run.status];
    const isOfMany = run.study !== null && run.status === 'finished';
    if (!active.delete(key) || title === undefined || isOfMany) return null;
    return { projectId, runId: run.id, title: `${title}: ${run.name}`, body: describeEnd(run) };
  };
}

function describeEnd(run: Run): string {
  if (run.failure !== null) return run.failure;
  const steps = run.step.toLocaleString('en');
  return `${steps} of ${run.spec.training.steps.toLocaleString('en')} steps`;
}
