import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { objectsOf, Playground, runCli } from './run-cli';

const ground = new Playground();
afterAll(() => ground.remove());

const few = ['--set', 'training.evaluateEvery=50', '--set', 'diagnostics.every=50'];
const train = (...args: string[]): Promise<Awaited<ReturnType<typeof runCli>>> =>
  runCli(['train', 'spirals-cdni', '--project', ground.project, '--json', ...few, ...args]);

/** Loss by step, as the metrics' lines tell it. */
function lossesOf(stdout: string): Map<number, number> {
  const points = objectsOf(stdout).filter(({ event }) => event === 'metrics');
  return new Map(
    points.flatMap(({ step, values }) => {
      const loss = (values as Record<string, number>)['train/loss'];
      return loss === undefined ? [] : [[step as number, loss] as const];
    }),
  );
}

// A process for the command and one for each sitting: seconds each, more on a busy machine.
const patience = { timeout: 240_000 };

describe('train --json', patience, () => {
  it('tells the run in JSON lines, the end last, and leaves it in the project', async () => {
    const { status, stdout } = await train('--steps', '60', '--seed', '7', '--method', 'none');
    expect(status).toBe(0);
    const objects = objectsOf(stdout);
    expect(objects[0]).toMatchObject({ event: 'start', method: 'none', seed: 7, steps: 60 });
    expect([...lossesOf(stdout).keys()]).toEqual(Array.from({ length: 60 }, (_, at) => at + 1));
    expect(objects.filter(({ event }) => event === 'checkpoint').map(({ step }) => step)).toEqual([
      0, 60,
    ]);
    const end = objects.at(-1) ?? {};
    expect(Object.keys(end)).toEqual([
      'event',
      'status',
      'runId',
      'project',
      'steps',
      'seconds',
      'stepsPerSecond',
      'metrics',
    ]);
    expect(end).toMatchObject({ event: 'end', status: 'finished', steps: 60 });
    const { seconds, stepsPerSecond } = end as { seconds: number; stepsPerSecond: number };
    expect(stepsPerSecond * seconds).toBeCloseTo(60, 6);
    const losses = [...lossesOf(stdout)];
    const [bestStep, best] = losses.reduce((least, one) => (one[1] < least[1] ? one : least));
    expect((end['metrics'] as Record<string, unknown>)['train/loss']).toEqual({
      last: losses.at(-1)?.[1],
      best,
      bestStep,
    });
    const folder = join(end['project'] as string, 'runs', end['runId'] as string);
    expect(existsSync(join(folder, 'run.json'))).toBe(true);
    expect(readdirSync(join(folder, 'checkpoints')).sort()).toEqual(['0', '60']);
  });

  it('gives the same losses in two sittings as in one', async () => {
    const whole = await train('--steps', '80');
    const first = await train('--steps', '30');
    const runId = objectsOf(first.stdout).at(-1)?.['runId'] as string;
    const second = await runCli(
      ['resume', runId, '--steps', '80', '--json'].concat('--project', ground.project),
    );
    expect(second.status).toBe(0);
    expect(objectsOf(second.stdout).at(-1)).toMatchObject({ status: 'finished', steps: 80 });
    const together = new Map([...lossesOf(first.stdout), ...lossesOf(second.stdout)]);
    expect(together).toEqual(lossesOf(whole.stdout));
  });

  it('stops with a checkpoint at Ctrl-C, and can go on', async () => {
    let isAsked = false;
    const stopped = await runCli(
      ['train', 'spirals-cdni', '--project', ground.project, '--json', '--steps', '1000000'],
      {
        onStdout(text, child) {
          if (isAsked || !text.includes('train/loss')) return;
          isAsked = true;
          child.kill('SIGINT');
        },
      },
    );
    expect(stopped.status).toBe(0);
    expect(stopped.stderr).toContain('Stopping with a checkpoint');
    const end = objectsOf(stopped.stdout).at(-1) as { steps: number; runId: string };
    expect(end).toMatchObject({ event: 'end', status: 'stopped' });
    const checkpoints = join(ground.project, 'runs', end.runId, 'checkpoints');
    expect(readdirSync(checkpoints)).toContain(String(end.steps));
    const again = await runCli(
      ['resume', end.runId, '--steps', String(end.steps + 5), '--json'].concat(
        '--project',
        ground.project,
      ),
    );
    expect(again.status).toBe(0);
    expect([...lossesOf(again.stdout).keys()][0]).toBe(end.steps + 1);
  });

  it('fails with the sentence of the run, status 1', async () => {
    const { status, stdout } = await train('--set', 'training.optimizer.rate=1e30');
    expect(status).toBe(1);
    const objects = objectsOf(stdout);
    expect(objects.at(-1)).toMatchObject({ event: 'end', status: 'failed' });
    expect(objects.find(({ level }) => level === 'error')).toMatchObject({
      message: expect.stringMatching(/diverged/) as string,
    });
  });
});

describe('train, for people', patience, () => {
  it('tells how it goes in plain lines where there is no terminal, and what came of it', async () => {
    const args = ['train', 'spirals-cdni', '--project', ground.project, '--steps', '20', ...few];
    const { status, stdout } = await runCli(args);
    expect(status).toBe(0);
    expect(stdout).not.toContain('\r');
    expect(stdout).toMatch(/20 of 20 {2}loss \d/);
    expect(stdout).toMatch(/Finished after 20 steps/);
    expect(stdout).toMatch(/test\/error +\d+\.\d\d %/);
    expect(stdout).toMatch(/Run folder: .*runs/);
  });
});
