import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deleteModel, getModel, listModels, saveModel } from '#storage/models';
import { newProject, spirals } from './helpers';

describe('models', () => {
  it('are saved, listed, replaced and deleted; the file is the experiment itself', async () => {
    const project = await newProject();
    const first = await saveModel(project, spirals('My model'));
    const second = await saveModel(project, spirals('My model'));
    expect([first.id, second.id]).toEqual(['my-model', 'my-model-2']);
    const path = join(project.directory, 'models', 'my-model.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(spirals('My model'));

    await saveModel(project, spirals('Renamed'), first.id);
    expect((await getModel(project, 'my-model')).spec.name).toBe('Renamed');
    expect(new Date(first.modified).getTime()).toBeGreaterThan(Date.now() - 60_000);

    await deleteModel(project, first.id);
    expect((await listModels(project)).items.map(({ id }) => id)).toEqual(['my-model-2']);
    await expect(getModel(project, first.id)).rejects.toMatchObject({ kind: 'notFound' });
    await expect(deleteModel(project, first.id)).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('are listed without a damaged file, and one of a newer version is not replaced', async () => {
    const project = await newProject();
    await saveModel(project, spirals('good'));
    const folder = join(project.directory, 'models');
    await writeFile(join(folder, 'bad.json'), '{');
    await writeFile(join(folder, 'new.json'), '{"version": 2}');
    await writeFile(join(folder, 'good.json.1-1.tmp'), '{');
    const { items, problems } = await listModels(project);
    expect(items.map(({ id }) => id)).toEqual(['good']);
    expect(problems.map(({ path }) => path)).toEqual([
      join(folder, 'bad.json'),
      join(folder, 'new.json'),
    ]);
    await expect(saveModel(project, spirals(), 'new')).rejects.toThrow('newer version');
    expect(await readFile(join(folder, 'new.json'), 'utf8')).toBe('{"version": 2}');
  });

  it('stay in their folder', async () => {
    const project = await newProject();
    await expect(saveModel(project, spirals(), '../project')).rejects.toMatchObject({
      kind: 'validation',
    });
    await expect(deleteModel(project, '../project')).rejects.toMatchObject({ kind: 'validation' });
    expect(await readdir(project.directory)).toContain('project.json');
  });
});
