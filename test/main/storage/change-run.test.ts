import { mkdir, rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { changeRun } from '#storage/change-run';
import { createRun, readRun, runDirectory, runLock } from '#storage/runs';
import { newProject, spirals } from './helpers';

describe('changeRun', () => {
  it('loses no change of several at the same time', async () => {
    const project = await newProject();
    const { id } = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
    const tags = Array.from({ length: 8 }, (_, index) => `t${index}`);
    await Promise.all([
      ...tags.map((tag) =>
        changeRun(project, id, (run) => ({ ...run, tags: [...run.tags, tag].sort() })),
      ),
      ...tags.map(() => changeRun(project, id, (run) => ({ ...run, step: run.step + 1 }))),
    ]);
    expect(await readRun(project, id)).toMatchObject({ tags, step: 8 });
  });

  it('says what is in the way', async () => {
    const project = await newProject();
    const { id } = await createRun(project, { name: 'x', modelId: null, spec: spirals() });
    const same = () => changeRun(project, id, (run) => run);
    await mkdir(runLock(project, id));
    await expect(same()).rejects.toMatchObject({ kind: 'unavailable' });
    await rm(runDirectory(project, id), { recursive: true });
    await expect(same()).rejects.toThrow(`There is no run '${id}' in this project.`);
  });
});
