import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkpointsDirectory,
  listCheckpoints,
  removeCheckpointsAfter,
} from '#storage/checkpoints';
import { emptyFolder, latestCheckpoint } from './helpers';

describe('checkpoints', () => {
  it('are listed by step with their sizes where they are complete', async () => {
    const run = await emptyFolder();
    expect(await latestCheckpoint(run)).toBeNull();
    for (const name of ['0', '1000', '500', '2000.partial', '.2500.removed', '3000']) {
      await mkdir(join(checkpointsDirectory(run), name), { recursive: true });
      await writeFile(join(checkpointsDirectory(run), name, 'weights.safetensors'), '12345678');
      if (name !== '3000')
        await writeFile(join(checkpointsDirectory(run), name, 'state.json'), '{}');
    }
    const checkpoints = await listCheckpoints(run);
    expect(checkpoints.map(({ step, bytes }) => [step, bytes])).toEqual([
      [0, 10],
      [500, 10],
      [1000, 10],
    ]);
    expect(await latestCheckpoint(run)).toBe(1000);
  });

  it('of later steps are removed, with those that an interrupted save or removal has left', async () => {
    const run = await emptyFolder();
    const directory = checkpointsDirectory(run);
    await removeCheckpointsAfter(run, 0);
    for (const name of ['0', '500', '1000.replaced', '1000', '2000.replaced', '.2500.removed']) {
      await mkdir(join(directory, name), { recursive: true });
      await writeFile(join(directory, name, 'state.json'), '{}');
    }
    await removeCheckpointsAfter(run, 500);
    expect((await listCheckpoints(run)).map(({ step }) => step)).toEqual([0, 500]);
    expect((await readdir(directory)).sort()).toEqual(['.2500.removed', '0', '500']);
    await removeCheckpointsAfter(run, -1);
    expect(await listCheckpoints(run)).toEqual([]);
  });
});
