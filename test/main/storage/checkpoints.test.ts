import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointsDirectory, latestCheckpoint, listCheckpoints } from '#storage/checkpoints';
import { emptyFolder } from './helpers';

describe('checkpoints', () => {
  it('are listed by step with their sizes where they are complete', async () => {
    const run = await emptyFolder();
    expect(await latestCheckpoint(run)).toBeNull();
    for (const name of ['0', '1000', '500', '2000.partial', '3000']) {
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
});
