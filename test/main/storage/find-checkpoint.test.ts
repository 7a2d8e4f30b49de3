import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointsDirectory } from '#storage/checkpoints';
import { findCheckpoint } from '#storage/find-checkpoint';
import { runDirectory } from '#storage/runs';
import { newProject } from './helpers';

describe('the checkpoint of a run', () => {
  it('is the last one where no step is asked for, or the one of that step', async () => {
    const project = await newProject();
    for (const step of ['0', '500', '1000']) {
      const folder = join(checkpointsDirectory(runDirectory(project, 'run')), step);
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'state.json'), '{}');
    }
    expect(await findCheckpoint(project, 'run')).toBe(1000);
    expect(await findCheckpoint(project, 'run', 500)).toBe(500);
    expect(await findCheckpoint(project, 'run', 0)).toBe(0);
    await expect(findCheckpoint(project, 'run', 7)).rejects.toMatchObject({
      kind: 'notFound',
      message: "The run 'run' has no checkpoint of step 7; it has 0, 500, 1000.",
    });
  });

  it('is missing where the run has written none', async () => {
    const project = await newProject();
    for (const step of [undefined, 0])
      await expect(findCheckpoint(project, 'run', step)).rejects.toMatchObject({
        kind: 'notFound',
        message: "The run 'run' has no checkpoint yet.",
      });
  });
});
