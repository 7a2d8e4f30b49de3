import { Notification } from 'electron';
import type { WorkbenchEvent } from '#api/events';
import type { Service } from '#service/create-service';
import { formatWhole, inNotationOf, localizeSentence } from '#spec/number-format';
import { isEnded, totalSteps, type Run } from '#spec/run';
import type { StudyActivity } from '#spec/study';
import { systemLocales } from './system-locale';
import type { Subject, WindowManager } from './window-manager';

const titles: Partial<Record<Run['status'] | StudyActivity['status'], string>> = {
  finished: 'Finished',
  failed: 'Failed',
  interrupted: 'Interrupted',
};

interface News {
  projectId: string;
  subject: Subject;
  title: string;
  body: string;
}

/**
 * Shows a native notification when a run or a study ends or a run raises an alert, unless the window of its project is
 * focused. A click calls `show`. What the user stopped is not reported, nor the finished runs of a study, which are many.
 */
export function notifyOfRuns(
  service: Pick<Service, 'onEvent' | 'activeRuns'>,
  windows: Pick<WindowManager, 'isProjectFocused'>,
  show: (projectId: string, subject: Subject) => void,
): void {
  const findNews = newsOf(service);
  // A notification without a reference is garbage collected, and its click event is lost.
  const liveNotifications = new Set<Notification>();

  service.onEvent((event) => {
    const news = inNotationOf(systemLocales().numbers, () => findNews(event));
    if (!news || windows.isProjectFocused(news.projectId)) return;
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title: news.title, body: news.body });
    liveNotifications.add(notification);
    const release = (): void => void liveNotifications.delete(notification);
    notification.on('click', () => {
      release();
      show(news.projectId, news.subject);
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
  /** Whether it has ended, of what was seen at work; true once. */
  const endsNow = (key: string, isAtWork: boolean): boolean => {
    if (!isAtWork) return active.delete(key);
    active.add(key);
    return false;
  };
  return ({ event, payload }) => {
    if (event === 'run.alert') {
      const { projectId, runId, message } = payload;
      const name = activeRuns().find(({ id }) => id === runId)?.name ?? runId;
      return {
        projectId,
        subject: { runId },
        title: `Alert: ${name}`,
        body: localizeSentence(message),
      };
    }
    if (event === 'study.changed') {
      const { projectId, activity } = payload;
      const { studyId, name, status } = activity;
      const title = titles[status];
      if (!endsNow(`${projectId}/study/${studyId}`, activity.isActive) || title === undefined)
        return null;
      return {
        projectId,
        subject: { studyId },
        title: `${title}: ${name}`,
        body: describeStudyEnd(activity),
      };
    }
    if (event !== 'run.changed') return null;
    const { projectId, run } = payload;
    const title = titles[run.status];
    const isOfMany = run.study !== null && run.status === 'finished';
    const isEnd = endsNow(`${projectId}/run/${run.id}`, !isEnded(run.status));
    if (!isEnd || title === undefined || isOfMany) return null;
    return {
      projectId,
      subject: { runId: run.id },
      title: `${title}: ${run.name}`,
      body: describeEnd(run),
    };
  };
}

function describeStudyEnd({ failure, done, total }: StudyActivity): string {
  if (failure !== null) return localizeSentence(failure);
  return `${formatWhole(done)} of ${formatWhole(total)} runs have ended`;
}

function describeEnd(run: Run): string {
  if (run.failure !== null) return localizeSentence(run.failure);
  return `${formatWhole(run.step)} of ${formatWhole(totalSteps(run))} steps`;
}
