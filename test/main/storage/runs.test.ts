import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trashRun } from '#storage/run-trash';
import { createRun, listRuns, readRun, runDirectory, writeRun } from '#storage/runs';
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
    expect(third).toMatchObject({ status: 'queued', step: 0, color: 2, method: 'dni', seed: 1 });
    expect(await readRun(project, third.id)).toEqual(third);
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

  it('are read again when their file has changed, and only then', async () => {
    const project = await newProject();
    const run = await createRun(project, request);
    const [first] = (await listRuns(project)).items;
    const [again] = (await listRuns(project)).items;
    // The same object: the file was not parsed again.
    expect(again?.spec).toBe(first?.spec);
    await writeRun(project, { ...run, notes: 'x' });
    expect((await listRuns(project)).items[0]?.notes).toBe('x');
    // The same number of bytes.
    await writeRun(project, { ...run, notes: 'y' });
    expect(await readRun(project, run.id)).toEqual({ ...run, notes: 'y' });
    await trashRun(project, run.id);
    expect((await listRuns(project)).items).toEqual([]);
    await expect(readRun(project, run.id)).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('whose model is known are still checked against the format', async () => {
    const project = await newProject();
    const run = await createRun(project, request);
    await readRun(project, run.id);
    const path = join(runDirectory(project, run.id), 'run.json');
    const damage = async (change: (json: { step: unknown; spec: unknown }) => void) => {
      const json = JSON.parse(JSON.stringify(run)) as { step: unknown; spec: unknown };
      change(json);
      await writeFile(path, JSON.stringify(json));
      return readRun(project, run.id).then(
        () => 'was read',
        (error: Error) => error.message,
      );
    };
    expect(await damage((json) => (json.step = 'x'))).toMatch(/run.json' does not fit its format/);
    const { model } = run.spec;
    const wrong = { ...run.spec, model: { ...model, nodes: { ...model.nodes, hidden: 1 } } };
    expect(await damage((json) => (json.spec = wrong))).toMatch(/does not fit its format.*hidden/);
  });
});
