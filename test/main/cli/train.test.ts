import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TrainedRun } from '#spec/run';
import { objectsOf, Sandbox, runCli } from './run-cli';

const sandbox = new Sandbox();
afterAll(() => sandbox.remove());

const rareEvaluation = ['--set', 'training.evaluateEvery=50', '--set', 'diagnostics.every=50'];
const train = (...args: string[]): Promise<Awaited<ReturnType<typeof runCli>>> =>
  runCli([
    'train',
    'spirals-cdni',
    '--project',
    sandbox.project,
    '--json',
    ...rareEvaluation,
    ...args,
  ]);

/** The training loss by step, from the metrics events. */
function lossesOf(stdout: string): Map<number, number> {
  const points = objectsOf(stdout).filter(({ event }) => event === 'metrics');
  return new Map(
    points.flatMap(({ step, values }) => {
      const loss = (values as Record<string, number>)['train/loss'];
      return loss === undefined ? [] : [[step as number, loss] as const];
    }),
  );
}

function readRunFile(id: string): TrainedRun {
  const path = join(sandbox.project, 'runs', id, 'run.json');
  return JSON.parse(readFileSync(path, 'utf8')) as TrainedRun;
}

// Every command starts a process and a worker, each of which takes seconds, more on a busy machine.
const longTimeout = { timeout: 240_000 };

describe('train --json', longTimeout, () => {
  it('prints the run as JSON lines, the end event last, and saves it in the project', async () => {
    const { status, stdout } = await train('--steps', '60', '--seed', '7', '--method', 'none');
    expect(status).toBe(0);
    const objects = objectsOf(stdout);
    expect(objects[0]).toMatchObject({ event: 'start', method: 'none', seed: 7, steps: 60 });
    expect([...lossesOf(stdout).keys()]).toEqual(
      Array.from({ length: 60 }, (_, index) => index + 1),
    );
    expect(objects.filter(({ event }) => event === 'checkpoint').map(({ step }) => step)).toEqual([
      0, 60,
    ]);
    const end = objects.at(-1) ?? {};
    expect(Object.keys(end)).toEqual([
      'event',
      'status',
      'failure',
      'runId',
      'project',
      'steps',
      'seconds',
      'stepsPerSecond',
      'metrics',
      'selected',
    ]);
    expect(end).toMatchObject({ event: 'end', status: 'finished', steps: 60 });
    const { seconds, stepsPerSecond } = end as { seconds: number; stepsPerSecond: number };
    expect(stepsPerSecond * seconds).toBeCloseTo(60, 6);
    const losses = [...lossesOf(stdout)];
    const [bestStep, best] = losses.reduce((least, entry) => (entry[1] < least[1] ? entry : least));
    expect((end['metrics'] as Record<string, unknown>)['train/loss']).toEqual({
      last: losses.at(-1)?.[1],
      best,
      bestStep,
      worst: Math.max(...losses.map(([, loss]) => loss)),
    });
    const folder = join(end['project'] as string, 'runs', end['runId'] as string);
    expect(existsSync(join(folder, 'run.json'))).toBe(true);
    expect(readdirSync(join(folder, 'checkpoints')).sort()).toEqual(['0', '60']);
  });

  it('gives the same losses when stopped and resumed as in one go', async () => {
    const whole = await train('--steps', '80');
    const first = await train('--steps', '30');
    const runId = objectsOf(first.stdout).at(-1)?.['runId'] as string;
    const second = await runCli(
      ['resume', runId, '--steps', '80', '--json'].concat('--project', sandbox.project),
    );
    expect(second.status).toBe(0);
    expect(objectsOf(second.stdout).at(-1)).toMatchObject({ status: 'finished', steps: 80 });
    const together = new Map([...lossesOf(first.stdout), ...lossesOf(second.stdout)]);
    expect(together).toEqual(lossesOf(whole.stdout));
  });

  it('trains the same again by the command that `command` prints, pasted into a shell', async () => {
    const first = await train('--steps', '20', '--name', "it's 50 %", '--seed', '3');
    const runId = objectsOf(first.stdout).at(-1)?.['runId'] as string;
    const { stdout: command } = await runCli(['command', runId, '--project', sandbox.project]);
    expect(command).toContain('train spirals-cdni --steps 20');
    const again = execFileSync('/bin/sh', ['-c', `${command.trimEnd()} --json`], {
      cwd: sandbox.folder,
      encoding: 'utf8',
    });
    expect(lossesOf(again)).toEqual(lossesOf(first.stdout));
    const [one, other] = [runId, objectsOf(again).at(-1)?.['runId'] as string].map((id) =>
      readRunFile(id),
    );
    expect(other?.id).not.toBe(one?.id);
    expect({ ...other?.spec }).toEqual(one?.spec);
    expect([other?.name, other?.modelId]).toEqual(["it's 50 %", one?.modelId]);

    const byId = await runCli(['train', `runs/${runId}`, '--json', '--project', sandbox.project]);
    expect(lossesOf(byId.stdout)).toEqual(lossesOf(first.stdout));
  });

  it('begins with a checkpoint of another run', async () => {
    const first = await train('--steps', '20');
    const runId = objectsOf(first.stdout).at(-1)?.['runId'] as string;
    const second = await train('--steps', '30', '--continue', runId);
    expect([...lossesOf(second.stdout).keys()]).toEqual([21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
    const id = objectsOf(second.stdout).at(-1)?.['runId'] as string;
    expect(readRunFile(id).parent).toMatchObject({ runId, step: 20 });
    const wrong = await train('--checkpoint', '20');
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('--checkpoint is of the run that --continue names') as string,
    ]);
  });

  it('goes on from a run of this project only, and makes no project where there is none', async () => {
    const begin = (project: string, id: string) =>
      runCli(['train', 'spirals-cdni', '--continue', id, '--project', project]);
    const nowhere = await begin(sandbox.path('nowhere'), 'nope');
    expect([nowhere.status, nowhere.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: There is no folder '.*nowhere'/) as string,
    ]);
    expect(existsSync(sandbox.path('nowhere'))).toBe(false);
    const directory = sandbox.path('curves');
    const file = sandbox.path('lstm.csv');
    writeFileSync(file, 'step,loss\n1,2\n');
    const { stdout } = await runCli(['import-runs', file, '--json', '--project', directory]);
    const [{ runs = [] } = {}] = objectsOf(stdout) as { runs?: { id: string }[] }[];
    const id = runs[0]?.id ?? '';
    const curves = await begin(directory, id);
    expect([curves.status, curves.stderr]).toEqual([
      2,
      expect.stringContaining('cannot be continued: it was imported from a CSV file') as string,
    ]);
    const weights = await runCli(['export-weights', id, '--project', directory]);
    expect([weights.status, weights.stderr]).toEqual([
      2,
      expect.stringContaining('it was imported from a CSV file') as string,
    ]);
    const gone = await begin(directory, 'nope');
    expect([gone.status, gone.stderr]).toEqual([
      2,
      "error: There is no run 'nope' in this project.\n",
    ]);
  });

  it('stops with a checkpoint at Ctrl-C, and can be resumed', async () => {
    let isInterrupted = false;
    const stopped = await runCli(
      ['train', 'spirals-cdni', '--project', sandbox.project, '--json', '--steps', '1000000'],
      {
        onStdout(text, child) {
          if (isInterrupted || !text.includes('train/loss')) return;
          isInterrupted = true;
          child.kill('SIGINT');
        },
      },
    );
    expect(stopped.status).toBe(0);
    expect(stopped.stderr).toContain('Stopping with a checkpoint');
    const end = objectsOf(stopped.stdout).at(-1) as { steps: number; runId: string };
    expect(end).toMatchObject({ event: 'end', status: 'stopped' });
    const checkpoints = join(sandbox.project, 'runs', end.runId, 'checkpoints');
    expect(readdirSync(checkpoints)).toContain(String(end.steps));
    const again = await runCli(
      ['resume', end.runId, '--steps', String(end.steps + 5), '--json'].concat(
        '--project',
        sandbox.project,
      ),
    );
    expect(again.status).toBe(0);
    expect([...lossesOf(again.stdout).keys()][0]).toBe(end.steps + 1);
  });

  it('exits with status 1 and prints the failure of the run', async () => {
    const { status, stdout } = await train('--set', 'training.optimizer.rate=1e30');
    expect(status).toBe(1);
    const objects = objectsOf(stdout);
    expect(objects.at(-1)).toMatchObject({ event: 'end', status: 'failed' });
    expect(objects.find(({ level }) => level === 'error')).toMatchObject({
      message: expect.stringMatching(/diverged/) as string,
    });
  });
});

describe('train without --json', longTimeout, () => {
  it('prints progress lines without a terminal, and a summary', async () => {
    const args = [
      'train',
      'spirals-cdni',
      '--project',
      sandbox.project,
      '--steps',
      '20',
      ...rareEvaluation,
    ];
    const { status, stdout } = await runCli(args);
    expect(status).toBe(0);
    expect(stdout).not.toContain('\r');
    expect(stdout).toMatch(/20 of 20 {2}loss \d/);
    expect(stdout).toMatch(/Finished after 20 steps/);
    expect(stdout).toMatch(/test\/error +\d+\.\d\d %/);
    expect(stdout).toMatch(/Run folder: .*runs/);
  });
});
