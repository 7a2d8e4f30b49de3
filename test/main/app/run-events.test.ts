import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkbenchEvent } from '#api/events';
import type { Run, RunStatus } from '#spec/run';
import type { StudyActivity } from '#spec/study';
import { formatWhole } from '#spec/number-format';
import { notifyOfRuns } from '../../../src-main/app/run-notifications';
import { meanProgress, showTaskBarProgress } from '../../../src-main/app/task-bar-progress';
import { preventSleep } from '../../../src-main/app/prevent-sleep';
import { Notification, powerSaveBlocker, resetElectron } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));

let listeners: ((event: WorkbenchEvent) => void)[];
let runs: Run[];
const service = {
  onEvent(listener: (event: WorkbenchEvent) => void) {
    listeners.push(listener);
    return () => undefined;
  },
  activeRuns: () => runs.filter(({ status }) => ['queued', 'running', 'paused'].includes(status)),
};

function run(status: RunStatus, step = 0, id = 'a', failure: string | null = null): Run {
  const spec = { training: { steps: 1000 } };
  return { id, name: `run ${id}`, status, step, failure, spec, study: null } as unknown as Run;
}
/** Changes a run and emits the event. */
function changeRun(changed: Run): void {
  runs = [...runs.filter(({ id }) => id !== changed.id), changed];
  const payload = { projectId: 'p', run: changed };
  for (const listener of listeners) listener({ event: 'run.changed', payload });
}

const counts = { done: 0, total: 10 };

function changeStudy(changes: Partial<StudyActivity>): void {
  const activity = { studyId: 's', name: 'Does DNI help?', ...counts, failure: null, ...changes };
  const payload = { projectId: 'p', activity: activity as StudyActivity };
  for (const listener of listeners) listener({ event: 'study.changed', payload });
}

beforeEach(() => {
  vi.stubEnv('LC_ALL', 'en_US.UTF-8');
  resetElectron();
  listeners = [];
  runs = [];
});

describe('the notification of the end of a run', () => {
  const show = vi.fn();
  let isFocused: boolean;
  beforeEach(() => {
    show.mockReset();
    isFocused = false;
    notifyOfRuns(service, { isProjectFocused: (id) => id === 'p' && isFocused }, show);
  });

  it('is shown once, and a click shows the run', () => {
    changeRun(run('running', 10));
    changeRun(run('finished', 1000));
    changeRun({ ...run('finished', 1000), notes: 'a note' });
    expect(Notification.shown.map(({ options }) => options)).toEqual([
      { title: 'Finished: run a', body: '1,000 of 1,000 steps' },
    ]);
    Notification.shown[0]?.emit('click');
    expect(show).toHaveBeenCalledExactlyOnceWith('p', { runId: 'a' });
  });

  it('has the numbers of the system', () => {
    vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
    changeRun(run('running', 10));
    changeRun(run('finished', 1000));
    changeRun(run('running', 10, 'b'));
    changeRun(run('failed', 20, 'b', 'It has taken 1,234.5 s.'));
    changeStudy({ isActive: true, status: 'running' });
    changeStudy({ isActive: false, status: 'finished', done: 1500, total: 1500 });
    vi.unstubAllEnvs();
    expect(Notification.shown.map(({ options }) => options.body)).toEqual([
      '1.000 of 1.000 steps',
      'It has taken 1.234,5 s.',
      '1.500 of 1.500 runs have ended',
    ]);
    expect(formatWhole(1000)).toBe('1,000');
  });

  it('shows why a run failed', () => {
    changeRun(run('running'));
    changeRun(run('failed', 3, 'a', 'The loss is no number.'));
    expect(Notification.shown[0]?.options).toEqual({
      title: 'Failed: run a',
      body: 'The loss is no number.',
    });
  });

  it('tells of an alert, and not of every run of a study that finishes', () => {
    changeRun(run('running', 10));
    const payload = { projectId: 'p', runId: 'a', message: 'The loss leaps.' };
    for (const listener of listeners) listener({ event: 'run.alert', payload });
    const study = { id: 's', values: {}, rung: 0 };
    changeRun({ ...run('running', 10, 'b'), study });
    changeRun({ ...run('finished', 1000, 'b'), study });
    changeRun({ ...run('running', 10, 'c'), study });
    changeRun({ ...run('failed', 20, 'c', 'It diverged.'), study });
    expect(Notification.shown.map(({ options }) => options)).toEqual([
      { title: 'Alert: run a', body: 'The loss leaps.' },
      { title: 'Failed: run c', body: 'It diverged.' },
    ]);
  });

  it('tells of the end of a study once, with why it failed, and a click shows it', () => {
    changeStudy({ isActive: true, status: 'running', done: 0 });
    changeStudy({ isActive: true, status: 'running', done: 9 });
    changeStudy({ isActive: false, status: 'finished', done: 10 });
    changeStudy({ isActive: false, status: 'finished', done: 10 });
    changeStudy({ isActive: true, status: 'running', done: 10 });
    changeStudy({ isActive: false, status: 'failed', done: 10, failure: 'The disk is full.' });
    expect(Notification.shown.map(({ options }) => options)).toEqual([
      { title: 'Finished: Does DNI help?', body: '10 of 10 runs have ended' },
      { title: 'Failed: Does DNI help?', body: 'The disk is full.' },
    ]);
    Notification.shown[0]?.emit('click');
    expect(show).toHaveBeenCalledExactlyOnceWith('p', { studyId: 's' });
  });

  it('is not shown for a study that the user stopped, or in a focused window', () => {
    changeStudy({ isActive: true, status: 'running' });
    changeStudy({ isActive: false, status: 'stopped' });
    isFocused = true;
    changeStudy({ isActive: true, status: 'running' });
    changeStudy({ isActive: false, status: 'finished' });
    expect(Notification.shown).toEqual([]);
  });

  it('is not shown for a focused window or a run that the user stopped', () => {
    isFocused = true;
    changeRun(run('running'));
    changeRun(run('finished', 1000));
    isFocused = false;
    changeRun(run('running', 0, 'b'));
    changeRun(run('stopped', 3, 'b'));
    // This run was never active here: it is renamed long after its end.
    changeRun(run('finished', 1000, 'c'));
    expect(Notification.shown).toEqual([]);
  });
});

describe('the task bar', () => {
  it('shows the mean progress of the running runs', () => {
    expect(meanProgress([])).toBeLessThan(0);
    expect(meanProgress([run('queued'), run('paused', 500)])).toBeLessThan(0);
    expect(meanProgress([run('running', 200), run('running', 600)])).toBeCloseTo(0.4);
    expect(meanProgress([run('running', 2000)])).toBe(1);
  });

  it('shows it until no run trains', () => {
    const shown: number[] = [];
    showTaskBarProgress(service, { showProgress: (fraction) => void shown.push(fraction) });
    changeRun(run('running', 250));
    changeRun(run('stopped', 300));
    expect(shown).toEqual([0.25, -1]);
  });
});

describe('the machine', () => {
  it('does not sleep while a run trains', () => {
    preventSleep(service);
    const activeBlockers = (): string[] => [...powerSaveBlocker.started.values()];
    changeRun(run('queued'));
    expect(activeBlockers()).toEqual([]);
    changeRun(run('running', 1));
    changeRun(run('running', 2));
    expect(activeBlockers()).toEqual(['prevent-app-suspension']);
    changeRun(run('paused', 2));
    expect(activeBlockers()).toEqual([]);
    changeRun(run('running', 3));
    expect(activeBlockers()).toHaveLength(1);
    changeRun(run('failed', 3));
    expect(activeBlockers()).toEqual([]);
  });
});
