import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createProject, openProject } from '#storage/projects';
import { emptyFolder } from './helpers';

describe('projects', () => {
  it('makes the folders of a project and finds them again under the same id', async () => {
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

  it('opens a copy of the folder as a project of its own', async () => {
    const project = await createProject(await emptyFolder(), 'First');
    const copy = join(await emptyFolder(), 'copy');
    await cp(project.directory, copy, { recursive: true });
    const opened = await openProject(copy);
    expect(opened.name).toBe('First');
    expect(opened.id).not.toBe(project.id);
  });

  it('refuses a folder that is taken, and touches nothing in it', async () => {
    const directory = await emptyFolder();
    await writeFile(join(directory, 'thesis.tex'), 'text');
    await expect(createProject(directory, 'x')).rejects.toMatchObject({ kind: 'conflict' });
    expect(await readdir(directory)).toEqual(['thesis.tex']);
    const project = await createProject(await emptyFolder(), 'x');
    await expect(createProject(project.directory, 'y')).rejects.toThrow('holds a project already');
  });

  it('refuses a folder without a project, and one of a newer version', async () => {
    const directory = await emptyFolder();
    await expect(openProject(directory)).rejects.toMatchObject({ kind: 'notFound' });
    const path = join(directory, 'project.json');
    await writeFile(path, '{"version": 9, "name": "x", "future": true}');
    await expect(openProject(directory)).rejects.toThrow('newer version of the program');
    expect(await readFile(path, 'utf8')).toContain('future');
  });
});
