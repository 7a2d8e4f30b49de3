import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ProjectFolder } from '#storage/projects';
import { deleteStudy, listStudies, restoreStudy, saveStudy } from '#storage/studies';
import { keepModels, readKeptModels } from '#storage/study-models';
import { newProject, spirals } from './helpers';

const fileOf = (project: ProjectFolder): string =>
  join(project.directory, 'studies', '.models', 's.json');

it('a study keeps its models, is no study itself, and has them when it comes back', async () => {
  const project = await newProject();
  await saveStudy(project, { version: 1, models: ['a'] }, { id: 's' });
  expect(await readKeptModels(project, 's')).toEqual(new Map());
  await keepModels(project, 's', new Map([['a', spirals('A', 40)]]));
  const { mtimeMs } = await stat(fileOf(project));
  await keepModels(project, 's', new Map([['a', spirals('A', 40)]]));
  expect((await stat(fileOf(project))).mtimeMs).toBe(mtimeMs);
  await keepModels(project, 's', new Map([['b', spirals('B', 50)]]));
  const both = new Map([
    ['a', spirals('A', 40)],
    ['b', spirals('B', 50)],
  ]);
  expect(await readKeptModels(project, 's')).toEqual(both);
  expect((await listStudies(project)).items).toHaveLength(1);
  await restoreStudy(project, await deleteStudy(project, 's'));
  expect(await readKeptModels(project, 's')).toEqual(both);
});

it('a damaged file counts as none, and one of a newer version is never overwritten', async () => {
  const project = await newProject();
  const models = new Map([['a', spirals('A')]]);
  await keepModels(project, 's', models);
  await writeFile(fileOf(project), '{ "version": 1');
  expect(await readKeptModels(project, 's')).toEqual(new Map());
  const newer = '{ "version": 2, "models": {} }';
  await writeFile(fileOf(project), newer);
  await expect(keepModels(project, 's', models)).rejects.toMatchObject({ kind: 'validation' });
  expect(await readFile(fileOf(project), 'utf8')).toBe(newer);
});

it('is not written through a link', async () => {
  const project = await newProject();
  await mkdir(join(project.directory, 'studies'), { recursive: true });
  await symlink(tmpdir(), join(project.directory, 'studies', '.models'));
  await expect(keepModels(project, 's', new Map([['a', spirals()]]))).rejects.toThrow(
    /is a link to another place/,
  );
});
