import { beforeEach, expect, it, vi } from 'vitest';
import type { TrainedRun } from '#spec/run';
import { createRun } from '#storage/runs';
import { lineReporter } from '../../../src-main/cli/line-reporter';
import { newProject, spirals } from '../storage/helpers';

const printed = vi.hoisted((): string[] => []);
vi.mock(import('../../../src-main/cli/output'), async (load) => ({
  ...(await load()),
  print: (line) => void printed.push(line),
  printToStderr: (line) => void printed.push(`stderr: ${line}`),
}));
beforeEach(() => void printed.splice(0));

const time = '2026-01-01T00:00:00.000Z';

it('tells of each of several runs by a line where it begins, at its checkpoints and warnings, and where it ends', async () => {
  const project = await newProject();
  const newRun = async (id: string): Promise<TrainedRun> => ({
    ...(await createRun(project, { name: 'Two', modelId: null, spec: spirals('Two', 4000) })),
    ...{ id, step: 1000 },
  });
  const [first, second] = [await newRun('first'), await newRun('second')];
  const [one, other] = [lineReporter(), lineReporter()];
  // Before a run there is nobody to tell of.
  one.checkpoint(0);
  one.begin(first, project);
  other.begin(second, project);
  one.metrics([]);
  one.progress(null);
  one.checkpoint(2000);
  one.log({ time, level: 'info', message: 'Resumed.' });
  other.log({ time, level: 'warning', message: 'The disk is nearly full.' });
  one.stopping();
  one.end({ ...first, status: 'stopped', step: 2000 }, project);
  other.end({ ...second, status: 'failed', step: 1001, failure: 'No memory.' }, project);
  expect(printed).toEqual([
    'first: Two, from step 1,000 of 4,000',
    'second: Two, from step 1,000 of 4,000',
    'first: checkpoint of step 2,000',
    'second: The disk is nearly full.',
    'stderr: Stopping with checkpoints. Ctrl-C again ends at once.',
    'first: stopped at step 2,000 of 4,000',
    'second: failed at step 1,001 of 4,000. No memory.',
  ]);
});
