import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createRun,
  deleteRun,
  emptyTrash,
  listRuns,
  readRun,
  runDirectory,
  writeRun,
} from '#storage/runs';
import { newProject, spirals } from './helpers';

const request = { name: 'Spirals', modelId: null, spec: spirals() };

describe('runs', () => {
  it('have ids that sort by time, and a colour of their own', async () => {
    const project = await newProject();
    const runs = await Promise.all([createRun(project, request), createRun(project, request)]);
    const third = await createRun(project, { ...request, modelId: 'mnist-cdni' });
    expect(new Set([...runs, third].map(({ id }) => id)).size).toBe(3);
    expect(runs[0]?.id).toMatch(/^\d{8}-\d{6}-spirals-\d$/);
    expect(third.id).toMatch(/^\d{8}-\d{6}-mnist-cdni-1$/);
    expect(third).toMatchObject({ status: 'queued', step: 0, color: 1, method: 'dni', seed: 1 });
    expect(await readRun(project, third.id)).toEqual(third);
  });

  it('keep their colours when others are deleted', async () => {
    const project = await newProject();
    const first = await createRun(project, request);
    const second = await createRun(project, request);
    await deleteRun(project, first.id);
    expect((await createRun(project, request)).color).toBe(second.color + 1);
  });

  it('are listed with the oldest first, and a damaged run.json as a problem', async () => {
    const project = await newProject();
    const late = await createRun(project, request);
    const early = await createRun(project, request);
    await writeRun(project, { ...early, created: '2020-01-01T00:00:00.000Z' });
    const damaged = await createRun(project, request);
    await writeFile(join(runDirectory(project, damaged.id), 'run.json'), '{"version": 1');
    await mkdir(join(project.directory, 'runs', 'empty'));
    const { items, problems } = await listRuns(project);
    expect(items.map(({ id }) => id)).toEqual([early.id, late.id]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('is damaged'),
      "There is no run 'empty' in this project.",
    ]);
  });

  it('are deleted completely, also what interrupted deletions left', async () => {
    const project = await newProject();
    const run = await createRun(project, request);
    await deleteRun(project, run.id);
    await mkdir(join(project.directory, 'runs', '.trash-old-1', 'metrics'), { recursive: true });
    expect((await listRuns(project)).items).toEqual([]);
    await emptyTrash(project);
    expect(await readdir(join(project.directory, 'runs'))).toEqual([]);
    await expect(deleteRun(project, run.id)).rejects.toMatchObject({ kind: 'notFound' });
    await expect(deleteRun(project, '../models')).rejects.toMatchObject({ kind: 'validation' });
  });
});
