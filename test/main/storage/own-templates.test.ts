import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  deleteOwnTemplate,
  listDeletedOwnTemplates,
  listOwnTemplates,
  restoreOwnTemplate,
  saveOwnTemplate,
} from '#storage/own-templates';
import { newProject, spirals } from './helpers';

describe('templates of a project', () => {
  it('are files as models are, renamed, deleted and restored', async () => {
    const project = await newProject();
    const saved = await saveOwnTemplate(project, spirals('My start'));
    const path = join(project.directory, 'templates', 'my-start.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(spirals('My start'));
    const renamed = await saveOwnTemplate(project, spirals('Our start'), {
      id: saved.id,
      baseRevision: saved.revision,
    });
    expect(renamed).toMatchObject({ id: 'my-start', spec: { name: 'Our start' } });

    const trashId = await deleteOwnTemplate(project, saved.id);
    expect((await listOwnTemplates(project)).items).toEqual([]);
    expect((await listDeletedOwnTemplates(project)).map(({ name }) => name)).toEqual(['Our start']);
    expect((await restoreOwnTemplate(project, trashId)).spec.name).toBe('Our start');
  });

  it('get a number where another has the name, and leave a damaged file out, which is named', async () => {
    const project = await newProject();
    await saveOwnTemplate(project, spirals('My start'));
    expect((await saveOwnTemplate(project, spirals('My start'))).spec.name).toBe('My start 2');
    await writeFile(join(project.directory, 'templates', 'bad.json'), '{');
    const { items, problems } = await listOwnTemplates(project);
    expect(items.map(({ id }) => id)).toEqual(['my-start', 'my-start-2']);
    expect(problems).toMatchObject([{ message: expect.stringContaining('bad.json') as string }]);
  });
});
