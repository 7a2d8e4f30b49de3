import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepStudyPlaces, listStudyPlaces, readStudyPlaces } from '#storage/study-places';
import { emptyFolder, newProject } from './helpers';

describe('the places of studies', () => {
  it('are kept until a study trains on this computer alone', async () => {
    const project = await newProject();
    await keepStudyPlaces(project, 'none', []);
    expect(await readdir(join(project.directory, 'studies'))).toEqual([]);
    await keepStudyPlaces(project, 'rates', ['local', 'a']);
    await keepStudyPlaces(project, 'sizes', ['b']);
    expect(await readStudyPlaces(project, 'rates')).toEqual(['local', 'a']);
    await keepStudyPlaces(project, 'rates', []);
    expect(await listStudyPlaces(project)).toEqual({ sizes: ['b'] });
    expect(await readStudyPlaces(project, 'rates')).toEqual([]);
  });

  it('are none where their file is damaged, and are written through no link', async () => {
    const project = await newProject();
    await mkdir(join(project.directory, 'studies', '.places'), { recursive: true });
    await writeFile(join(project.directory, 'studies', '.places', 'rates.json'), '{"places":');
    await writeFile(join(project.directory, 'studies', '.places', 'notes.txt'), '');
    expect(await listStudyPlaces(project)).toEqual({});
    const outside = await emptyFolder();
    await symlink(join(outside, 'x'), join(project.directory, 'studies', '.places', 'sizes.json'));
    await expect(keepStudyPlaces(project, 'sizes', ['a'])).rejects.toThrow('is a link');
    expect(await readdir(outside)).toEqual([]);
  });
});
