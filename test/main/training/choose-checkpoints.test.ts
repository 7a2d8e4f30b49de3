import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MetricWriter } from '#storage/metrics';
import { createRun, runDirectory } from '#storage/runs';
import { chooseCheckpoints } from '#training/choose-checkpoints';
import { newProject, spirals } from '../storage/helpers';

/** A run with checkpoints of these steps, whose losses are recorded up to `recorded`. */
async function makeRun(checkpoints: readonly number[], recorded: number): Promise<string> {
  const project = await newProject();
  const { id } = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
  const directory = runDirectory(project, id);
  for (const step of checkpoints) {
    const folder = join(directory, 'checkpoints', String(step));
    await mkdir(folder);
    await writeFile(join(folder, 'state.json'), '{}');
  }
  const writer = await MetricWriter.open(directory);
  writer.append(
    Array.from({ length: recorded }, (_, index) => ({
      metric: 'train/loss',
      step: index + 1,
      seconds: 0,
      value: 1,
    })),
  );
  await writer.close();
  return directory;
}

describe('chooseCheckpoints', () => {
  it('gives all checkpoints that the curves reach, the newest first', async () => {
    const directory = await makeRun([0, 10, 20], 20);
    expect(await chooseCheckpoints(directory)).toEqual({ steps: [20, 10, 0], notice: null });
  });

  it('leaves out checkpoints after the end of the curves, with a sentence', async () => {
    const directory = await makeRun([0, 10, 20], 19);
    expect(await chooseCheckpoints(directory)).toEqual({
      steps: [10, 0],
      notice:
        'The curves end at step 19, before the checkpoint of step 20: the run goes on from step 10.',
    });
  });

  it('refuses to start anew where the curves are lost and several checkpoints are not', async () => {
    const directory = await makeRun([0, 10, 20], 0);
    await expect(chooseCheckpoints(directory)).rejects.toMatchObject({
      kind: 'validation',
      message: expect.stringContaining('its metric files are missing or damaged'),
    });
    expect(await chooseCheckpoints(directory, 20)).toEqual({ steps: [20], notice: null });
    // One checkpoint too many is what a killed program of an earlier version left.
    expect((await chooseCheckpoints(await makeRun([0, 10], 8))).steps).toEqual([0]);
  });

  it('begins at step 0 where there is no checkpoint', async () => {
    const directory = await makeRun([], 3);
    expect(await chooseCheckpoints(directory)).toEqual({ steps: [], notice: null });
  });

  it('gives the checkpoint that was asked for, or says which there are', async () => {
    const directory = await makeRun([0, 10], 10);
    expect(await chooseCheckpoints(directory, 0)).toEqual({ steps: [0], notice: null });
    await expect(chooseCheckpoints(directory, 5)).rejects.toMatchObject({
      kind: 'notFound',
      message: 'The run has no checkpoint of step 5: it has 0, 10.',
    });
  });
});
