import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createProject, inNewProject, openProject } from '#storage/projects';
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

  describe('that are made for work that fails', () => {
    const failing = (directory: string, work: (root: string) => Promise<unknown>) =>
      inNewProject(directory, 'New', async (project) => {
        await work(project.directory);
        throw new Error('the work');
      });
    const nothing = (): Promise<void> => Promise.resolve();

    it('are removed with the folders that were made for them', async () => {
      const folder = await emptyFolder();
      await expect(failing(join(folder, 'deep', 'new'), nothing)).rejects.toThrow('the work');
      expect(await readdir(folder)).toEqual([]);
    });

    it('leave a folder that was there before, also behind a link', async () => {
      const folder = await emptyFolder();
      const [there, link] = [join(folder, 'there'), join(folder, 'link')];
      await mkdir(join(there, 'models'), { recursive: true });
      await symlink(there, link);
      for (const directory of [there, link]) {
        await expect(failing(directory, nothing)).rejects.toThrow('the work');
        expect((await readdir(folder)).sort()).toEqual(['link', 'there']);
        expect(await readdir(there)).toEqual(['models']);
      }
    });

    it.each(['thesis.txt', 'runs/one', 'models/.mine'])(
      'stay whole with %s in them',
      async (name) => {
        const folder = await emptyFolder();
        const whole = await createProject(join(folder, 'whole'), 'Whole');
        const directory = join(folder, 'new');
        const put = (root: string): Promise<void> => writeFile(join(root, name), 'mine');
        await expect(failing(directory, put)).rejects.toThrow('the work');
        expect(await readFile(join(directory, name), 'utf8')).toBe('mine');
        expect(await openProject(directory)).toMatchObject({ name: 'New' });
        expect(await readdir(directory)).toEqual(
          expect.arrayContaining(await readdir(whole.directory)),
        );
      },
    );
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

  it.each([
    '{"name": "app", "$schema": "../schema.json", "targets": {}}',
    '{"version": "1.0.0-*", "name": "app"}',
    '{"version": 3, "targets": []}',
    '{}',
  ])(
    'are not opened from the file of another program, %s, which is no damaged one',
    async (text) => {
      const directory = await emptyFolder();
      await writeFile(join(directory, 'project.json'), text);
      await expect(openProject(directory)).rejects.toMatchObject({
        kind: 'validation',
        message: `'${directory}' is no project of DNI Workbench: its 'project.json' is of another program. Open the folder of a project.`,
      });
      await expect(createProject(directory, 'x')).rejects.toThrow('is not empty');
      expect(await readdir(directory)).toEqual(['project.json']);
    },
  );

  it('are damaged where a field of theirs is missing', async () => {
    const { directory } = await createProject(await emptyFolder(), 'x');
    const path = join(directory, 'project.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"version": 1,', ''));
    await expect(openProject(directory)).rejects.toThrow(
      "does not fit its format: 'version' is missing",
    );
  });

  it('are not found where there is no folder, a file, or a folder without a project', async () => {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'file'), 'text');
    const openOf = (name: string) =>
      openProject(join(folder, name)).catch((error: Error) => error.message);
    expect(await openOf('nope')).toBe(
      `There is no folder '${join(folder, 'nope')}'. Check the path, or create a project there.`,
    );
    expect(await openOf('file')).toMatch(/file' is a file: open the folder of a project\.$/);
    expect(await openOf('.')).toMatch(/^There is no project in '.*': it has no 'project.json'\.$/);
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
      [
        '/proc/a/b',
        'x',
        'validation',
        /cannot be written: its folder takes no files\. Choose another place\.$/,
      ],
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
      ...['/tmp/mine', '~/mine', 'C:\\mine', ' /mine'].map(
        (name): [string, string, string, RegExp] => [
          join(folder, 'new'),
          name,
          'validation',
          /is a path: give the project a name, and write the path as its folder/,
        ],
      ),
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
