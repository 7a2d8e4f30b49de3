import { describe, expect, it } from 'vitest';
import type { TrainedRun } from '#spec/run';
import { createRun } from '#storage/runs';
import { DiskWait } from '#training/disk-wait';
import { newProject, spirals } from '../storage/helpers';
import { newManager, waitForRun } from './helpers';

/** A wait of a run at step 10, and what it has done so far. */
async function newWait({ isToEnd }: { isToEnd: boolean }) {
  const project = await newProject();
  const created = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
  let run: TrainedRun = { ...created, status: 'running', step: 10 };
  const done: string[] = [];
  const wait = new DiskWait({
    recorder: {
      get run() {
        return run;
      },
      show: (changes) => {
        run = { ...run, ...changes };
        done.push(run.status);
      },
      retry: () => void done.push('retry'),
      abandon: () => void done.push('abandon'),
    },
    isToEnd: () => isToEnd,
    pauseWorker: () => void done.push('pause worker'),
    onGivenUp: (reason) => void done.push(`given up: ${reason}`),
  });
  return { wait, done };
}

describe('a full disk', () => {
  it('pauses the run, which goes on when told to, and can be stopped', async () => {
    const project = await newProject();
    const { manager } = newManager();
    const { id } = await manager.start(project, { spec: spirals('full', 30), modelId: null });
    const paused = await waitForRun(manager, project, id, ({ status }) => status === 'paused');
    expect(paused.failure).toBe(
      "'state.json' cannot be written: no space is left. The run is paused at step 10 until it is resumed.",
    );
    await manager.resume(project, id);
    expect(await manager.whenEnded(project, id)).toMatchObject({
      status: 'finished',
      failure: null,
    });

    const { id: second } = await manager.start(project, {
      spec: spirals('full', 30),
      modelId: null,
    });
    await waitForRun(manager, project, second, ({ status }) => status === 'paused');
    await manager.stop(project, second);
    expect(await manager.whenEnded(project, second)).toMatchObject({
      status: 'interrupted',
      failure: expect.stringContaining('no space is left'),
    });
    await manager.resume(project, second);
    await waitForRun(manager, project, second, ({ status }) => status === 'paused');
  });

  it('is told once, by the first write that finds it full, and again after another try', async () => {
    const { wait, done } = await newWait({ isToEnd: false });
    wait.begin('No space.');
    wait.begin('No space for the curves.');
    expect(done).toEqual(['pause worker', 'paused']);
    wait.retry();
    wait.begin('Still no space.');
    expect(done.slice(2)).toEqual(['retry', 'pause worker', 'paused']);
    wait.giveUp();
    expect(done.slice(5)).toEqual([
      'given up: Still no space. The run is paused at step 10 until it is resumed.',
      'abandon',
    ]);
  });

  it('is not waited for by a run that ends, and ends none that does not wait', async () => {
    const { wait, done } = await newWait({ isToEnd: true });
    wait.giveUp();
    expect(done).toEqual([]);
    wait.begin('No space.');
    expect(done).toEqual(['given up: No space.', 'abandon']);
  });
});
