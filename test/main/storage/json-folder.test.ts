import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { acquireLock } from '#files/lock';
import { JsonFolder, type Stored } from '#storage/json-folder';
import { emptyFolder } from './helpers';

const schema = z.strictObject({
  version: z.literal(1),
  name: z.string(),
  text: z.string().default(''),
});
type Note = z.infer<typeof schema>;
type Notes = JsonFolder<typeof schema, Stored<Note>>;
const note = (text: string, name = 'My note'): Note => ({ version: 1, name, text });

let project: string;
let directory: string;
let notes: Notes;
const openFolder = (keepsVersions = true): Notes =>
  new JsonFolder({ directory, schema, noun: 'note', toItem: (stored) => stored, keepsVersions });
const file = (id: string): string => join(directory, `${id}.json`);
const textOf = async (id: string): Promise<string> => (await notes.get(id)).content.text;
/** The texts of all versions, newest first; a star marks those to keep. */
const history = async (id: string): Promise<string[]> =>
  Promise.all(
    (await notes.versions(id)).map(async ({ id: versionId, kept }) => {
      const { content } = await notes.version(id, versionId);
      return `${content.text}${kept ? '*' : ''}`;
    }),
  );
/** What is left in the folder beside the files of notes. */
const hidden = async (): Promise<string[]> =>
  (await readdir(directory)).filter((name) => name.startsWith('.')).sort();

const start = Date.parse('2026-11-28T22:49:00.000Z');
const passTime = (ms: number): void => void vi.setSystemTime(Date.now() + ms);

beforeEach(async () => {
  project = join(await emptyFolder(), 'project');
  directory = join(project, 'notes');
  await mkdir(project);
  notes = openFolder();
  vi.useFakeTimers({ toFake: ['Date'], now: start });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('saving', () => {
  it('gives every content a revision, the beginning of the SHA-256 of its bytes', async () => {
    const saved = await notes.save(note('a'));
    // Its revision is from the tool sha256sum.
    expect(await readFile(file('my-note'), 'utf8')).toBe(
      '{\n  "version": 1,\n  "name": "My note",\n  "text": "a"\n}\n',
    );
    expect(saved).toEqual(await notes.get('my-note'));
    expect(saved.revision).toBe('adc0c600895817a8');
    const changed = await notes.save(note('b'), { id: 'my-note' });
    expect(changed.revision).not.toBe(saved.revision);
    expect((await notes.list()).items).toEqual([changed]);
  });

  it('refuses to rename a file to the name of another one, and keeps what was refused', async () => {
    await notes.save(note('a', 'First'));
    const { id, revision } = await notes.save(note('b', 'Second'));
    const renamed = notes.save(note('b', 'FIRST'), { id, baseRevision: revision });
    await expect(renamed).rejects.toMatchObject({
      kind: 'validation',
      message: "There is a note 'First' already: give this one another name.",
    });
    expect((await notes.get(id)).content.name).toBe('Second');
    expect((await notes.versions(id)).length).toBe(2);
    // Files that are alike already, such as copies by hand, can be changed all the same.
    await notes.save(note('c', 'second'), { id });
    await writeFile(file('copy'), JSON.stringify(note('d', 'second')));
    await notes.save(note('e', 'second'), { id: 'copy' });
    expect(await textOf('copy')).toBe('e');
  });

  it('leaves a file that holds the same content as it is', async () => {
    await mkdir(directory);
    await writeFile(file('by-hand'), '{ "name": "My note", "version": 1 }');
    const { revision } = await notes.get('by-hand');
    const saved = await notes.save(note(''), { id: 'by-hand', baseRevision: 'any other' });
    expect(saved.revision).toBe(revision);
    expect(await readFile(file('by-hand'), 'utf8')).toBe('{ "name": "My note", "version": 1 }');
    expect(await notes.versions('by-hand')).toEqual([]);
  });

  it('creates its own folder but not the project that was moved away', async () => {
    await notes.save(note('a'));
    await rename(project, `${project}-moved`);
    const inOldPlace = expect.objectContaining({
      kind: 'unavailable',
      message: expect.stringMatching(/project.* was renamed, moved or removed/) as string,
    }) as unknown;
    await expect(notes.save(note('b'))).rejects.toEqual(inOldPlace);
    await expect(notes.save(note('b'), { id: 'my-note' })).rejects.toEqual(inOldPlace);
    await expect(notes.delete('my-note')).rejects.toEqual(inOldPlace);
    await expect(notes.restore('my-note')).rejects.toEqual(inOldPlace);
    expect((await notes.list()).items).toEqual([]);
    expect((await readdir(join(project, '..'))).sort()).toEqual(['project-moved']);
  });

  it('does not wait for ever for a program that hangs', async () => {
    await notes.save(note('a'));
    const lock = await acquireLock(join(directory, '.lock'));
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
    await expect(notes.save(note('b'))).rejects.toMatchObject({ kind: 'unavailable' });
    timeout.mockImplementation(() => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 1000);
      return controller.signal;
    });
    await expect(notes.save(note('b'))).rejects.toMatchObject({
      kind: 'unavailable',
      message: `'${directory}' is being changed by process ${process.pid} on this computer. Try again when it has ended.`,
    });
    timeout.mockRestore();
    await lock.release();
    expect((await notes.save(note('b'))).id).toBe('my-note-2');
  });

  it('numbers a new file whose name another one has in capital letters', async () => {
    await mkdir(directory);
    await writeFile(file('My-Note'), JSON.stringify(note('by hand')));
    expect((await notes.save(note('a'))).id).toBe('my-note-2');
  });
});

describe('a save on top of the change of somebody else', () => {
  it('is a conflict with the present content and the time of its change', async () => {
    const mine = await notes.save(note('common'));
    const theirs = await notes.save(note('theirs'), {
      id: mine.id,
      baseRevision: mine.revision,
    });
    const saving = notes.save(note('mine'), { id: mine.id, baseRevision: mine.revision });
    await expect(saving).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringMatching(
        /^The note 'my-note' was changed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d by another window or program\./,
      ) as string,
      details: { reason: 'changed', current: theirs },
    });
    expect(await textOf(mine.id)).toBe('theirs');
    // What was refused is a version to keep, whatever its author chooses then.
    expect(await history(mine.id)).toContain('mine*');
    expect(await hidden()).toEqual(['.history']);
  });

  it('replaces it where no base revision is given, and keeps it in the history', async () => {
    const { id, revision: baseRevision } = await notes.save(note('common'));
    passTime(100);
    await notes.save(note('theirs'), { id, baseRevision });
    passTime(100);
    await notes.save(note('mine'), { id });
    expect(await textOf(id)).toBe('mine');
    expect(await history(id)).toEqual(['mine', 'theirs*']);
  });

  it('is a conflict where the file is gone, and creates it again where no base revision is given', async () => {
    const { id, revision: baseRevision } = await notes.save(note('a'));
    await notes.delete(id);
    await expect(notes.save(note('b'), { id, baseRevision })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining("The note 'my-note' was deleted meanwhile") as string,
      details: { reason: 'deleted' },
    });
    expect((await notes.list()).items).toEqual([]);
    expect(await notes.save(note('b'), { id })).toMatchObject({ id });
  });

  it('is a conflict where the file was damaged, whose bytes stay in the history', async () => {
    const { id, revision: baseRevision } = await notes.save(note('a'));
    await writeFile(file(id), '{ torn');
    await expect(notes.save(note('b'), { id, baseRevision })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining("The note 'my-note' was damaged at 2") as string,
      details: { reason: 'deleted' },
    });
    await notes.save(note('b'), { id });
    const folder = join(directory, '.history', id);
    const kept = (await readdir(folder)).filter((name) => name.endsWith('.kept.json'));
    const texts = await Promise.all(kept.map((name) => readFile(join(folder, name), 'utf8')));
    expect(texts).toContain('{ torn');
  });

  it('never replaces a file of a newer version of the program', async () => {
    await mkdir(directory);
    await writeFile(file('new'), '{"version": 2}');
    await expect(notes.save(note('a'), { id: 'new' })).rejects.toThrow('newer version');
    expect(await readFile(file('new'), 'utf8')).toBe('{"version": 2}');
  });
});

describe('versions', () => {
  /** Saves the texts as a window does: each save is a change of the one before. */
  async function autosave(texts: readonly string[], msBetween: number): Promise<string> {
    let { id, revision } = await notes.save(note(texts[0] ?? ''));
    for (const text of texts.slice(1)) {
      passTime(msBetween);
      ({ id, revision } = await notes.save(note(text), { id, baseRevision: revision }));
    }
    return id;
  }

  it('are thinned while somebody edits: the last one of a minute stays', async () => {
    const texts = Array.from({ length: 13 }, (_, n) => `${n * 10} s`);
    const id = await autosave(texts, 10_000);
    expect(await history(id)).toEqual(['120 s', '110 s', '50 s']);
    expect(await textOf(id)).toBe('120 s');
  });

  it('are never thinned where they were saved explicitly', async () => {
    let { id, revision } = await notes.save(note('0'), { keepVersion: true });
    for (const text of ['1', '2', '3', '4']) {
      passTime(100);
      const options = { id, baseRevision: revision, keepVersion: text === '2' };
      ({ id, revision } = await notes.save(note(text), options));
    }
    expect(await history(id)).toEqual(['4', '2*', '0*']);
  });

  it('are kept where an explicit save finds the content saved already', async () => {
    const id = await autosave(['0', '1'], 100);
    const before = await notes.get(id);
    passTime(100);
    expect(await notes.save(note('1'), { id, keepVersion: true })).toEqual(before);
    expect(await history(id)).toEqual(['1*']);
    // A file of an earlier version of the program, which had no history.
    await writeFile(file('old'), JSON.stringify(note('old')));
    await notes.save(note('old'), { id: 'old', keepVersion: true });
    expect(await history('old')).toEqual(['old*']);
  });

  it('are kept where another program has written them, also if the window has seen them', async () => {
    const id = await autosave(['0', '1'], 100);
    await writeFile(file(id), JSON.stringify(note('by hand')));
    const { revision: baseRevision } = await notes.get(id);
    // The time of the file is that of the real clock.
    await utimes(file(id), new Date(), new Date());
    passTime(100);
    await notes.save(note('3'), { id, baseRevision });
    expect(await history(id)).toEqual(['3', 'by hand*']);
  });

  it('hold the bytes as they were', async () => {
    await mkdir(directory);
    await writeFile(file('by-hand'), '{"version":1, "name":"x"}');
    await notes.save(note('b'), { id: 'by-hand' });
    const names = await readdir(join(directory, '.history', 'by-hand'));
    const kept = names.find((name) => name.endsWith('.kept.json')) ?? '';
    expect(await readFile(join(directory, '.history', 'by-hand', kept), 'utf8')).toBe(
      '{"version":1, "name":"x"}',
    );
  });

  it('do not exist in a folder that keeps none', async () => {
    notes = openFolder(false);
    const { id, revision } = await notes.save(note('a'));
    await notes.save(note('b'), { id, baseRevision: revision });
    await notes.save(note('c'), { id });
    expect(await notes.versions(id)).toEqual([]);
    expect(await hidden()).toEqual([]);
    await expect(notes.save(note('d'), { id, baseRevision: revision })).rejects.toMatchObject({
      kind: 'conflict',
    });
  });

  it('make a save fail before anything is replaced where they cannot be written', async () => {
    const { id } = await notes.save(note('a'));
    await rename(join(directory, '.history'), join(directory, '.away'));
    await writeFile(join(directory, '.history'), 'a file in its place');
    await expect(notes.save(note('b'), { id })).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await textOf(id)).toBe('a');
  });
});

describe('the trash', () => {
  it('gives a file back with its versions', async () => {
    const { id, revision } = await notes.save(note('a'), { keepVersion: true });
    passTime(1000);
    const saved = await notes.save(note('b'), { id, baseRevision: revision });
    passTime(1000);
    const trashId = await notes.delete(id);
    expect(trashId).toBe('my-note-2026-11-28T22-49-02-000Z');
    expect((await notes.list()).items).toEqual([]);
    expect(await notes.deleted()).toEqual([
      { trashId, name: 'My note', deleted: '2026-11-28T22:49:02.000Z' },
    ]);
    expect(await notes.restore(trashId)).toEqual(saved);
    expect(await history(id)).toEqual(['b', 'a*']);
    expect(await notes.deleted()).toEqual([]);
    await expect(notes.restore(trashId)).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('gives a file back under a new id where its own is taken meanwhile', async () => {
    const { id } = await notes.save(note('old'));
    const first = await notes.delete(id);
    await notes.save(note('new'));
    const second = await notes.delete(id);
    expect(second).toBe(`${first}-2`);
    await notes.save(note('newest'));
    expect((await notes.restore(first)).id).toBe('my-note-2');
    expect((await notes.restore(second)).id).toBe('my-note-3');
    const texts = await Promise.all(['my-note', 'my-note-2', 'my-note-3'].map(textOf));
    expect(texts).toEqual(['newest', 'old', 'new']);
    expect(await history('my-note-2')).toEqual(['old']);
    expect(await history('my-note-3')).toEqual(['new']);
  });

  it('does not mix the versions with those of a file that a user removed by hand', async () => {
    const { id } = await notes.save(note('old'));
    const trashId = await notes.delete(id);
    await notes.save(note('new'));
    await rename(file(id), join(project, 'elsewhere.json'));
    expect((await notes.restore(trashId)).id).toBe('my-note-2');
    expect(await history('my-note-2')).toEqual(['old']);
    expect(await history('my-note')).toEqual(['new']);
  });

  it('lists the last deleted first, and by the id where a file is damaged', async () => {
    await notes.save(note('', 'First'));
    await notes.save(note('', 'Second'));
    await notes.delete('first');
    passTime(1000);
    await writeFile(file('second'), '{ torn');
    const trashId = await notes.delete('second');
    expect((await notes.deleted()).map(({ name }) => name)).toEqual(['second', 'First']);
    await expect(notes.restore(trashId)).rejects.toMatchObject({ kind: 'validation' });
    expect((await notes.deleted()).map(({ name }) => name)).toEqual(['second', 'First']);
  });

  it('is emptied of what was deleted more than 30 days ago when the folder is listed', async () => {
    const day = 24 * 60 * 60 * 1000;
    await notes.save(note('', 'First'));
    await notes.save(note('', 'Second'));
    await notes.delete('first');
    await mkdir(join(directory, '.trash', 'made-by-hand'));
    passTime(20 * day);
    await notes.delete('second');
    passTime(10 * day - 1);
    await notes.list();
    expect((await notes.deleted()).map(({ name }) => name)).toEqual(['Second', 'First']);
    passTime(2);
    await notes.list();
    expect((await notes.deleted()).map(({ name }) => name)).toEqual(['Second']);
    expect((await readdir(join(directory, '.trash'))).sort()).toEqual([
      'made-by-hand',
      'second-2026-12-18T22-49-00-000Z',
    ]);
  });

  it('takes ids of any length', async () => {
    const id = 'x'.repeat(200);
    await notes.save(note('a'), { id });
    const trashId = await notes.delete(id);
    expect(trashId.length).toBeLessThan(200);
    expect((await notes.restore(trashId)).id).toBe(id);
  });

  it.each(['../my-note', '.lock', '', '.', 'a/b', '/etc', 'no-such'])(
    'has no entry %j',
    async (trashId) => {
      await notes.save(note('a'));
      await expect(notes.restore(trashId)).rejects.toThrow(
        /is not the id of a deleted file|There is no/,
      );
      expect(await textOf('my-note')).toBe('a');
    },
  );
});

describe('links to other places', () => {
  let outside: string;
  beforeEach(async () => {
    outside = join(project, '..', 'outside');
    await mkdir(outside);
    await mkdir(directory);
  });
  const isLink = expect.objectContaining({
    kind: 'unavailable',
    message: expect.stringContaining('is a link to another place') as string,
  }) as unknown;

  it('are not written through where a file is one, and deleting moves the link alone', async () => {
    const target = join(outside, 'theirs.json');
    await writeFile(target, JSON.stringify(note('theirs')));
    await symlink(target, file('linked'));
    await expect(notes.save(note('mine'), { id: 'linked' })).rejects.toEqual(isLink);
    await notes.delete('linked');
    expect(await readFile(target, 'utf8')).toBe(JSON.stringify(note('theirs')));
    expect(await readdir(outside)).toEqual(['theirs.json']);
  });

  it('are not written through where the folder is one', async () => {
    await writeFile(join(outside, 'a.json'), JSON.stringify(note('theirs')));
    directory = join(project, 'linked');
    await symlink(outside, directory);
    notes = openFolder();
    await expect(notes.save(note('mine'))).rejects.toEqual(isLink);
    await expect(notes.delete('a')).rejects.toEqual(isLink);
    expect(await readdir(outside)).toEqual(['a.json']);
  });

  it.each(['.history', '.trash'])('are not followed where %s is one', async (name) => {
    const expired = 'x-2020-01-01T00-00-00-000Z';
    await mkdir(join(outside, expired));
    await writeFile(join(outside, expired, 'x.json'), JSON.stringify(note('theirs')));
    await writeFile(file('my-note'), JSON.stringify(note('a')));
    await symlink(outside, join(directory, name));
    await notes.list();
    expect(await notes.deleted()).toEqual([]);
    const changing =
      name === '.history' ? notes.save(note('b'), { id: 'my-note' }) : notes.delete('my-note');
    await expect(changing).rejects.toEqual(isLink);
    await expect(notes.restore(expired)).rejects.toMatchObject({ kind: 'notFound' });
    expect(await readdir(outside, { recursive: true })).toEqual([expired, join(expired, 'x.json')]);
  });

  it('are removed with an expired entry, and what they point to stays', async () => {
    const entry = join(directory, '.trash', 'x-2020-01-01T00-00-00-000Z');
    await mkdir(entry, { recursive: true });
    await writeFile(join(outside, 'a.json'), '');
    await symlink(outside, join(entry, 'history'));
    await symlink(outside, join(directory, '.trash', 'y-2020-01-01T00-00-00-000Z'));
    await notes.list();
    expect(await readdir(join(directory, '.trash'))).toEqual(['y-2020-01-01T00-00-00-000Z']);
    expect(await readdir(outside)).toEqual(['a.json']);
  });
});

describe('listing', () => {
  it('names files whose names are no ids and goes on', async () => {
    await notes.save(note('a'));
    await writeFile(file('my own note'), JSON.stringify(note('by hand')));
    await mkdir(file('folder'));
    expect(spawnSync('mkfifo', [file('pipe')]).status).toBe(0);
    const { items, problems } = await notes.list();
    expect(items.map(({ id }) => id)).toEqual(['my-note']);
    expect(problems.map(({ path }) => basename(path))).toEqual([
      'folder.json',
      'my own note.json',
      'pipe.json',
    ]);
  });

  it('changes nothing', async () => {
    await mkdir(directory);
    await writeFile(file('a'), JSON.stringify(note('a')));
    await notes.list();
    await notes.get('a');
    await notes.versions('a');
    await notes.deleted();
    expect(await readdir(directory)).toEqual(['a.json']);
  });
});
