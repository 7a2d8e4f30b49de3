import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  deleteModel,
  getModel,
  getModelVersion,
  listDeletedModels,
  listModels,
  listModelVersions,
  restoreModel,
  saveModel,
} from '#storage/models';
import { newProject, spirals } from './helpers';

describe('models', () => {
  it('are saved, listed, replaced and deleted; the file is the experiment itself', async () => {
    const project = await newProject();
    const first = await saveModel(project, spirals('My model'));
    const second = await saveModel(project, spirals('My model'));
    expect([first.id, second.id]).toEqual(['my-model', 'my-model-2']);
    expect([first.spec.name, second.spec.name]).toEqual(['My model', 'My model 2']);
    const path = join(project.directory, 'models', 'my-model.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(spirals('My model'));

    await saveModel(project, spirals('Renamed'), { id: first.id });
    expect((await getModel(project, 'my-model')).spec.name).toBe('Renamed');
    expect(new Date(first.modified).getTime()).toBeGreaterThan(Date.now() - 60_000);

    await deleteModel(project, first.id);
    expect((await listModels(project)).items.map(({ id }) => id)).toEqual(['my-model-2']);
    await expect(getModel(project, first.id)).rejects.toMatchObject({ kind: 'notFound' });
    await expect(deleteModel(project, first.id)).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('keep their versions, and come back from the trash with them', async () => {
    const project = await newProject();
    const { id, revision } = await saveModel(project, spirals('Spirals', 10), {
      keepVersion: true,
    });
    const changed = await saveModel(project, spirals('Spirals', 20), {
      id,
      baseRevision: revision,
    });
    const trashId = await deleteModel(project, id);
    expect(await listDeletedModels(project)).toMatchObject([{ trashId, name: 'Spirals' }]);
    expect(await restoreModel(project, trashId)).toEqual(changed);
    const versions = await listModelVersions(project, id);
    expect(versions.map((version) => [version.revision, version.kept])).toEqual([
      [changed.revision, false],
      [revision, true],
    ]);
    expect(await getModelVersion(project, id, versions[1]?.id ?? '')).toEqual({
      spec: spirals('Spirals', 10),
      saved: versions[1]?.saved,
    });
    expect((await readdir(join(project.directory, 'models'))).sort()).toEqual([
      '.history',
      '.trash',
      'spirals.json',
    ]);
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
    await expect(saveModel(project, spirals(), { id: 'new' })).rejects.toThrow('newer version');
    expect(await readFile(join(folder, 'new.json'), 'utf8')).toBe('{"version": 2}');
  });

  it('stay in their folder', async () => {
    const project = await newProject();
    await expect(saveModel(project, spirals(), { id: '../project' })).rejects.toMatchObject({
      kind: 'validation',
    });
    await expect(deleteModel(project, '../project')).rejects.toMatchObject({ kind: 'validation' });
    await expect(restoreModel(project, '../project')).rejects.toMatchObject({ kind: 'validation' });
    await expect(listModelVersions(project, '../..')).rejects.toMatchObject({ kind: 'validation' });
    await expect(getModelVersion(project, '..', 'x')).rejects.toMatchObject({ kind: 'validation' });
    await expect(getModelVersion(project, 'a', '../x')).rejects.toMatchObject({
      kind: 'validation',
    });
    expect(await readdir(project.directory)).toContain('project.json');
  });
});
