import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createProject, openProject, removeEmptyProject } from '#storage/projects';
import { withFault, type FilePromises } from '../files/faulty-files';
import { emptyFolder } from './helpers';

vi.mock('node:fs/promises', async (original) =>
  (await import('../files/faulty-files')).faultyFiles(await original<FilePromises>()),
);

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
      'reported',
      'runs',
      'studies',
    ]);
    expect(await openProject(directory)).toEqual(project);
    const link = join(await emptyFolder(), 'link');
    await symlink(directory, link);
    expect(await openProject(link)).toEqual(project);
  });

  it('are removed again where nothing is in them, and are whole where something is', async () => {
    const folder = await emptyFolder();
    await removeEmptyProject(await createProject(join(folder, 'empty'), 'Empty'));
    const filled = await createProject(join(folder, 'filled'), 'Filled');
    const run = join(filled.directory, 'runs', 'one');
    await mkdir(run);
    const names = await readdir(filled.directory);
    await removeEmptyProject(filled);
    expect(await readdir(folder)).toEqual(['filled']);
    expect((await readdir(filled.directory)).sort()).toEqual(names.sort());
    expect(await readdir(join(filled.directory, 'runs'))).toEqual(['one']);
  });

  it('have another id in a copy of the folder', async () => {
    const project = await createProject(await emptyFolder(), 'First');
    const copy = join(await emptyFolder(), 'copy');
    await cp(project.directory, copy, { recursive: true });
    const opened = await openProject(copy);
    expect(opened.name).toBe('First');
    expect(opened.id).not.toBe(project.id);
  });

  it('are created where a killed program has begun to, not where a folder of theirs has a file', async () => {
    const begun = await emptyFolder();
    await mkdir(join(begun, 'models'));
    await mkdir(join(begun, 'runs'));
    await writeFile(join(begun, 'project.json.17-00ff.tmp'), '{"vers');
    await expect(createProject(begun, 'Test')).resolves.toMatchObject({ name: 'Test' });
    const used = await emptyFolder();
    await mkdir(join(used, 'models'));
    await writeFile(join(used, 'models', 'mine.h5'), '');
    await expect(createProject(used, 'Test')).rejects.toMatchObject({ kind: 'conflict' });
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

  it('are refused in one sentence, and nothing of them is left', async () => {
    const folder = await emptyFolder();
    const file = join(folder, 'file');
    await writeFile(file, 'text');
    const outer = await createProject(join(folder, 'outer'), 'Outer');
    const link = join(folder, 'link');
    await symlink(outer.directory, link);
    const before = await readdir(folder, { recursive: true });
    const cases: [string, string, string, RegExp][] = [
      [file, 'x', 'conflict', /'.*file' is a file: choose a new or an empty folder/],
      [join(file, 'a', 'b'), 'x', 'validation', /a part of the path is not a folder/],
      ['/proc/a/b', 'x', 'validation', /cannot be written: its folder takes no files/],
      [join(folder, 'new', 'y'.repeat(300)), 'x', 'validation', /the path is too long/],
      [
        join(folder, 'z/'.repeat(50_000)),
        'x',
        'validation',
        /is too long a path: choose a shorter/,
      ],
      [
        'projects/mine',
        'x',
        'validation',
        /'projects\/mine' is not a full path: begin it at the root/,
      ],
      ['', 'x', 'validation', /'' is not a full path/],
      [`${folder}/a\0b`, 'x', 'validation', /is no path: it has a NUL character/],
      [join(folder, 'new'), '', 'validation', /A project needs a name/],
      [join(folder, 'new'), ' \n', 'validation', /A project needs a name/],
      [
        join(folder, 'new'),
        'n'.repeat(201),
        'validation',
        /at most 200 characters; this one has 201/,
      ],
      [outer.directory, 'x', 'conflict', /holds a project already: open it instead/],
      [join(outer.directory, 'deep', 'new'), 'x', 'conflict', /lies in the project 'Outer', in '/],
      [join(link, 'runs', 'new'), 'x', 'conflict', /lies in the project 'Outer', in '/],
    ];
    for (const [directory, name, kind, words] of cases) {
      const error: unknown = await createProject(directory, name).catch(
        (thrown: unknown) => thrown,
      );
      expect(error, directory.slice(0, 99)).toMatchObject({ kind, name: 'WorkbenchError' });
      expect((error as Error).message).toMatch(words);
      expect((error as Error).message).toMatch(/^[^\n\0]{10,600}\.( .*\.)?$/);
      expect(await readdir(folder, { recursive: true })).toEqual(before);
    }
  });

  it('leave nothing where any of the operations that create them fails', async () => {
    for (let at = 0; ; at++) {
      const folder = await emptyFolder();
      const directory = join(folder, 'deep', 'project');
      const { completed } = await withFault('fails', at, async () => {
        await createProject(directory, 'x');
      });
      if (completed) break;
      expect(await readdir(folder, { recursive: true }), `operation ${at}`).toEqual([]);
    }
  });
});
