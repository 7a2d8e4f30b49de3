import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { objectsOf, runCli, Sandbox, type Outcome } from './run-cli';

const sandbox = new Sandbox();
afterAll(() => sandbox.remove());

const inProject = (...args: string[]): Promise<Outcome> =>
  runCli([...args, '--project', sandbox.project]);

// Every command starts a process and a worker, each of which takes seconds, more on a busy machine.
it('evaluates a checkpoint, and shows the figures where they cannot be kept', async () => {
  const settings = ['training.evaluateEvery=10', 'training.checkpointEvery=10'];
  const trained = await inProject(
    ...['train', 'recall-dni', '--steps', '10', '--json'],
    ...settings.flatMap((setting) => ['--set', setting]),
  );
  const runId = String(objectsOf(trained.stdout)[0]?.runId);
  const kept = join(sandbox.project, 'runs', runId, 'checkpoints', '10', 'evaluations.json');
  const evaluate = (...args: string[]): Promise<Outcome> =>
    inProject('evaluate', runId, '--checkpoint', '10', ...args);

  const few = await evaluate('--examples', '1');
  expect(few.status).toBe(2);
  expect(few.stdout).toBe('');
  expect(few.stderr).toContain('Nothing is asked within the first 64 examples of the test part');
  await expect(readFile(kept)).rejects.toThrow('ENOENT');

  const some = await evaluate('--examples', '6399');
  expect(some).toMatchObject({ status: 0, stderr: '' });
  expect(some.stdout).toMatch(
    /^Checkpoint of step 10, test part, the first 6,400 \(6,399, rounded up to whole ticks of all rows\):\ntest\/loss +\d/,
  );
  expect(JSON.parse(await readFile(kept, 'utf8'))).toMatchObject({
    evaluations: [{ part: 'test', examples: 6400, isWhole: false }],
  });

  await rm(kept);
  await mkdir(kept);
  const lost = await evaluate('--examples', '6399');
  expect(lost.status).toBe(0);
  expect(lost.stdout).toBe(some.stdout);
  expect(lost.stderr).toMatch(/^warning: The evaluation of step 10 could not be kept: .+\n$/);
}, 240_000);
