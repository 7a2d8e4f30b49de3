import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProject, openProject } from '#storage/projects';
import { emptyFolder } from './helpers';

describe('projects', () => {
  it('have their folders, and the same id when they are opened again', async () => {
    const directory = join(await emptyFolder(), 'deep', 'project');
    const project = await createProject(directory, 'My project');
    expect(project.name).toBe('My project');
    expect(project.id).toMatch(/^[0-9a-f]{12}$/);
    expect((await readdir(directory)).sort()).toEqual([
      'comparisons',
      'datasets',
      'models',
      'project.json',
      'runs',
    ]);
    expect(await openProject(directory)).toEqual(project);
    const link = join(await emptyFolder(), 'link');
    await symlink(directory, link);
    expect(await openProject(link)).toEqual(project);
  });

  it('have another id in a copy of the folder', async () => {
    const project = await createProject(await emptyFolder(), 'First');
    const copy = join(await emptyFolder(), 'copy');
    await cp(project.directory, copy, { recursive: true });
    const opened = await openProject(copy);
    expect(opened.name).toBe('First');
    expect(opened.id).not.toBe(project.id);
  });

  it('are not created in a folder that is not empty, which stays unchanged', async () => {
    const directory = await emptyFolder();
    await writeFile(join(directory, 'thesis.tex'), 'text');
    await expect(createProject(directory, 'x')).rejects.toMatchObject({ kind: 'conflict' });
    expect(await readdir(directory)).toEqual(['thesis.tex']);
    const project = await createProject(await emptyFolder(), 'x');
    await expect(createProject(project.directory, 'y')).rejects.toThrow('holds a project already');
  });

  it('are not opened where there is none, or one of a newer version', async () => {
    const directory = await emptyFolder();
    await expect(openProject(directory)).rejects.toMatchObject({ kind: 'notFound' });
    const path = join(directory, 'project.json');
    await writeFile(path, '{"version": 9, "name": "x", "future": true}');
    await expect(openProject(directory)).rejects.toThrow('newer version of the program');
    expect(await readFile(path, 'utf8')).toContain('future');
  });
});
