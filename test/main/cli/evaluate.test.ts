import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { evaluateRun } from '../../../src-main/cli/evaluate';
import { root, runCli, Sandbox } from './run-cli';

const sandbox = new Sandbox();
afterAll(() => sandbox.remove());

// Each of the two evaluations starts a worker, which takes seconds, more on a busy machine; a saved run needs no training.
it('evaluates a checkpoint, and shows the figures where they cannot be kept', async () => {
  const { project } = sandbox;
  await cp(join(root, 'test/fixtures/saved-by-0.1.0'), project, { recursive: true });
  const runId = '20261128-224919-recall-auxiliary-task-1';
  const kept = join(project, 'runs', runId, 'checkpoints', '15', 'evaluations.json');

  const toStdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const toStderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const options = { checkpoint: 15, part: 'test', examples: 6399, project } as const;
  const status = await evaluateRun(runId, options);
  const printed = toStdout.mock.calls.map(([text]) => String(text)).join('');
  const warned = toStderr.mock.calls.length;
  vi.restoreAllMocks();
  expect([status, warned]).toEqual([0, 0]);
  expect(printed).toMatch(
    /^Checkpoint of step 15, test part, the first 6,400 \(6,399, rounded up to whole ticks of all rows\):\ntest\/loss +\d/,
  );
  expect(JSON.parse(await readFile(kept, 'utf8'))).toMatchObject({
    evaluations: [{ part: 'test', examples: 6400, isWhole: false }],
  });

  await rm(kept);
  await mkdir(kept);
  const lost = await runCli([
    'evaluate',
    runId,
    '--checkpoint',
    '15',
    '--examples',
    '6399',
    '--project',
    project,
  ]);
  expect(lost.status).toBe(0);
  expect(lost.stdout).toBe(printed);
  expect(lost.stderr).toMatch(/^warning: The evaluation of step 15 could not be kept: .+\n$/);
});
