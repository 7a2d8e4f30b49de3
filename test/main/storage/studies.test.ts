import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StudyInput } from '#spec/study';
import {
  deleteStudy,
  getStudy,
  listStudies,
  listTrashedStudies,
  restoreStudy,
  saveStudy,
} from '#storage/studies';
import { newProject } from './helpers';

const study: StudyInput = {
  version: 1,
  name: 'Does DNI help?',
  models: ['recall-dni'],
  axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2, 3] },
};

async function write(directory: string, name: string, value: unknown): Promise<void> {
  await mkdir(join(directory, 'studies'), { recursive: true });
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  await writeFile(join(directory, 'studies', name), text);
}

describe('studies', () => {
  it('that are new get the next free name', async () => {
    const project = await newProject();
    const first = await saveStudy(project, study);
    expect((await saveStudy(project, study)).name).toBe('Does DNI help? 2');
    expect((await saveStudy(project, study, { id: first.id })).name).toBe('Does DNI help?');
  });

  it('are saved with their defaults, replaced and deleted', async () => {
    const project = await newProject();
    const saved = await saveStudy(project, study);
    expect(saved).toEqual({
      ...study,
      search: { kind: 'grid' },
      together: true,
      id: 'does-dni-help',
      modified: expect.any(String) as string,
      revision: expect.stringMatching(/^[\da-f]{16}$/) as string,
    });
    const path = join(project.directory, 'studies', 'does-dni-help.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      ...study,
      search: { kind: 'grid' },
      together: true,
    });
    const options = { id: saved.id, baseRevision: saved.revision };
    const changed = await saveStudy(project, { ...study, steps: 100 }, options);
    expect(await getStudy(project, saved.id)).toEqual(changed);
    await expect(saveStudy(project, study, options)).rejects.toMatchObject({
      kind: 'conflict',
      details: { reason: 'changed', current: changed },
    });
  });

  it('come back from the trash', async () => {
    const project = await newProject();
    const saved = await saveStudy(project, study);
    const trashId = await deleteStudy(project, saved.id);
    expect((await listStudies(project)).items).toEqual([]);
    expect(await listTrashedStudies(project)).toMatchObject([{ trashId, name: study.name }]);
    expect(await restoreStudy(project, trashId)).toEqual(saved);
  });

  it('open in their smallest form, with the name of the file', async () => {
    const project = await newProject();
    await write(project.directory, 'by-hand.json', { version: 1, models: ['recall-dni'] });
    expect(await getStudy(project, 'by-hand')).toMatchObject({
      id: 'by-hand',
      name: 'by-hand',
      models: ['recall-dni'],
      axes: {},
      search: { kind: 'grid' },
    });
  });

  it('are told where they are damaged, wrong or of a newer version, and are left as they are', async () => {
    const project = await newProject();
    await write(project.directory, 'damaged.json', '{ "version": 1,');
    await write(project.directory, 'newer.json', { version: 2, models: ['a'], future: true });
    await write(project.directory, 'wrong.json', { version: 1, models: ['a'], axis: {} });
    await write(project.directory, 'axis.json', {
      version: 1,
      models: ['a'],
      axes: { 'training.seed': { from: 1, to: 3 } },
    });
    const { items, problems } = await listStudies(project);
    expect(items).toEqual([]);
    const messages = problems.map(({ message }) => message);
    expect(messages[0]).toContain(
      `'axes.training.seed' is {"from":1,"to":3}, which does not fit. Write a list as [0.001, 0.01], or {"range"`,
    );
    expect(messages[1]).toContain("damaged.json' is damaged");
    expect(messages[2]).toContain('was written by a newer version of the program');
    expect(messages[3]).toContain("There is no setting 'axis'. Did you mean 'axes'?");
    await expect(saveStudy(project, study, { id: 'newer' })).rejects.toThrow('newer version');
  });
});
