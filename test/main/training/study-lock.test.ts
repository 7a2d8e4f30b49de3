import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { listRuns } from '#storage/runs';
import { saveStudy } from '#storage/studies';
import { StudyRunner } from '#training/study-runner';
import { newProject, spirals } from '../storage/helpers';
import { newManager } from './helpers';
import { launchStudyWorker } from './study-worker';

const program = fileURLToPath(new URL('fixtures/hold-study.ts', import.meta.url));
const root = fileURLToPath(new URL('../../..', import.meta.url));

let other: ChildProcess | null = null;
afterEach(() => other?.kill('SIGKILL'));

/** Another program that runs the study, once it holds its lock. */
async function runElsewhere(directory: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, directory, 's'], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  other = child;
  if (!child.stdout) throw new Error('The program has an output.');
  await once(child.stdout, 'data');
  return child;
}

async function prepare() {
  const project = await newProject();
  const study = await saveStudy(
    project,
    { version: 1, models: ['a'], axes: { 'training.seed': [1, 2] } },
    { id: 's' },
  );
  const { manager } = newManager(launchStudyWorker(), 1);
  const studies = new StudyRunner({ runs: manager, slots: () => 1, emit: () => undefined });
  const start = () => studies.start(project, { study, models: new Map([['a', spirals('A', 20)]]) });
  return { project, studies, start };
}

describe('two programs with one study', () => {
  it('do not both run it: the second says who does, and runs it once the first has ended', async () => {
    const { project, studies, start } = await prepare();
    const child = await runElsewhere(project.directory);
    await expect(start()).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(
        new RegExp(`^The study 's' is at work in another program, .*${child.pid}`),
      ) as string,
    });
    expect((await listRuns(project)).items).toEqual([]);
    child.stdin?.write('end\n');
    await once(child, 'close');
    await start();
    expect(await studies.whenEnded(project, 's')).toMatchObject({ status: 'finished', done: 2 });
  });

  it('go on where the one that ran it was killed', async () => {
    const { project, studies, start } = await prepare();
    const child = await runElsewhere(project.directory);
    child.kill('SIGKILL');
    await once(child, 'close');
    await start();
    expect(await studies.whenEnded(project, 's')).toMatchObject({ status: 'finished', done: 2 });
  });
});
