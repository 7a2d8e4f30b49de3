import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ModelVersion } from '#api/types';
import {
  deleteModel,
  listModelVersions,
  nameModelVersion,
  restoreModel,
  saveModel,
} from '#storage/models';
import { thinnedVersions, VersionHistory, type Version } from '#storage/version-history';
import { emptyFolder, newProject, spirals } from './helpers';

describe('named versions of a model', () => {
  it('are kept, stay beside files that earlier versions of the program read, and go with the model', async () => {
    const project = await newProject();
    const { id } = await saveModel(project, spirals('Mine'));
    const [first] = (await listModelVersions(project, id)) as [ModelVersion];
    const note = 'before the rate was changed';
    await nameModelVersion(project, id, first.id, { name: 'Good one', note });
    const named = { ...first, kept: true, name: 'Good one', note };
    expect(await listModelVersions(project, id)).toEqual([named]);
    // What program 0.1.0 takes for a version: its name is matched by this pattern.
    const folder = join(project.directory, 'models', '.history', id);
    expect(
      (await readdir(folder)).filter((name) => /^.{24}-[\da-f]{16}(\.kept)?\.json$/.test(name)),
    ).toEqual([`${first.id}.kept.json`]);

    const trashId = await deleteModel(project, id);
    await restoreModel(project, trashId);
    expect(await listModelVersions(project, id)).toEqual([named]);

    await nameModelVersion(project, id, first.id, null);
    expect(await listModelVersions(project, id)).toEqual([{ ...first, kept: true }]);
    await expect(nameModelVersion(project, id, 'gone', { name: 'x' })).rejects.toMatchObject({
      kind: 'notFound',
    });
  });

  it('are listed without their names where those are damaged, and leave those of a newer program alone', async () => {
    const project = await newProject();
    const { id } = await saveModel(project, spirals('Mine'));
    const [first] = (await listModelVersions(project, id)) as [ModelVersion];
    const path = join(project.directory, 'models', '.history', id, 'names.json');
    await writeFile(path, '{"version": 2, "names": 5}');
    expect(await listModelVersions(project, id)).toEqual([first]);
    await expect(nameModelVersion(project, id, first.id, { name: 'x' })).rejects.toMatchObject({
      kind: 'validation',
    });
    expect(await readFile(path, 'utf8')).toContain('"version": 2');
  });

  it('stay longest where there are too many, and the names of those that go are removed', async () => {
    const version = (n: number, name?: string): Version => ({
      ...{ id: String(1000 - n), revision: String(n), kept: true },
      ...{ saved: new Date(Date.parse('2026-11-28T00:00:00Z') - n * 1000).toISOString(), name },
    });
    const versions = Array.from({ length: 202 }, (_, n) =>
      version(n, n === 201 ? 'old' : undefined),
    );
    const staying = thinnedVersions(versions, new Date('2026-11-28T00:00:01Z'));
    expect(staying).toHaveLength(200);
    expect(staying.at(-1)?.name).toBe('old');
    expect(staying.at(-2)?.revision).toBe('198');

    const folder = join(await emptyFolder(), 'mine');
    const history = new VersionHistory(folder);
    await history.add({ revision: '0'.repeat(16), bytes: Buffer.from('{}') }, new Date(), false);
    const [one] = (await history.list()) as [Version];
    await history.name(one.id, { name: 'stays' });
    const names = JSON.parse(await readFile(join(folder, 'names.json'), 'utf8')) as {
      names: object;
    };
    const withGone = { ...names, names: { ...names.names, gone: { name: 'gone' } } };
    await writeFile(join(folder, 'names.json'), JSON.stringify(withGone));
    await history.thin();
    expect(JSON.parse(await readFile(join(folder, 'names.json'), 'utf8'))).toEqual(names);
  });
});
