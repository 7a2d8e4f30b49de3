import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkbenchEvent } from '#api/events';
import type { Run, RunStatus } from '#spec/run';
import { noticeEnds } from '../../../src-main/app/run-notices';
import { fractionOf, showProgress } from '../../../src-main/app/run-progress';
import { stayAwake } from '../../../src-main/app/stay-awake';
import type { Windows } from '../../../src-main/app/windows';
import { BrowserWindow, Notification, powerSaveBlocker, resetElectron } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));

let listeners: ((event: WorkbenchEvent) => void)[];
let runs: Run[];
const service = {
  onEvent(listener: (event: WorkbenchEvent) => void) {
    listeners.push(listener);
    return () => undefined;
  },
  runsAtWork: () => runs.filter(({ status }) => ['queued', 'running', 'paused'].includes(status)),
};

function run(status: RunStatus, step = 0, id = 'a', failure: string | null = null): Run {
  const spec = { training: { steps: 1000 } };
  return { id, name: `run ${id}`, status, step, failure, spec } as unknown as Run;
}
/** The run has come to this. */
function now(changed: Run): void {
  runs = [...runs.filter(({ id }) => id !== changed.id), changed];
  const payload = { projectId: 'p', run: changed };
  for (const listener of listeners) listener({ event: 'run.changed', payload });
}

beforeEach(() => {
  resetElectron();
  listeners = [];
  runs = [];
});

describe('the notification of an end', () => {
  const show = vi.fn();
  let window: BrowserWindow;
  beforeEach(() => {
    window = new BrowserWindow({});
    const windows = { ofProject: (id: string) => (id === 'p' ? window : null) };
    noticeEnds(service, windows as unknown as Windows, show);
  });

  it('is shown once, and a click shows the run', () => {
    now(run('running', 10));
    now(run('finished', 1000));
    now({ ...run('finished', 1000), notes: 'a note' });
    expect(Notification.shown.map(({ options }) => options)).toEqual([
      { title: 'Finished: run a', body: '1,000 of 1,000 steps' },
    ]);
    Notification.shown[0]?.emit('click');
    expect(show).toHaveBeenCalledExactlyOnceWith('p', 'a');
  });

  it('tells why a run failed', () => {
    now(run('running'));
    now(run('failed', 3, 'a', 'The loss is no number.'));
    expect(Notification.shown[0]?.options).toEqual({
      title: 'Failed: run a',
      body: 'The loss is no number.',
    });
  });

  it('is not for who looks at it, or asked for the stop', () => {
    window.focused = true;
    now(run('running'));
    now(run('finished', 1000));
    window.focused = false;
    now(run('running', 0, 'b'));
    now(run('stopped', 3, 'b'));
    // Not seen at work: renamed long after its end.
    now(run('finished', 1000, 'c'));
    expect(Notification.shown).toEqual([]);
  });
});

describe('the task bar', () => {
  it('shows the mean of the runs that train', () => {
    expect(fractionOf([])).toBeLessThan(0);
    expect(fractionOf([run('queued'), run('paused', 500)])).toBeLessThan(0);
    expect(fractionOf([run('running', 200), run('running', 600)])).toBeCloseTo(0.4);
    expect(fractionOf([run('running', 2000)])).toBe(1);
  });

  it('shows it in every window, until none trains', () => {
    const windows = [new BrowserWindow({}), new BrowserWindow({})];
    showProgress(service, { all: windows } as unknown as Windows);
    now(run('running', 250));
    expect(windows.map(({ progress }) => progress)).toEqual([0.25, 0.25]);
    now(run('stopped', 300));
    expect(windows.map(({ progress }) => progress)).toEqual([-1, -1]);
  });
});

describe('the machine', () => {
  it('stays awake while a run trains, and no longer', () => {
    stayAwake(service);
    const held = (): string[] => [...powerSaveBlocker.started.values()];
    now(run('queued'));
    expect(held()).toEqual([]);
    now(run('running', 1));
    now(run('running', 2));
    expect(held()).toEqual(['prevent-app-suspension']);
    now(run('paused', 2));
    expect(held()).toEqual([]);
    now(run('running', 3));
    expect(held()).toHaveLength(1);
    now(run('failed', 3));
    expect(held()).toEqual([]);
  });
});
