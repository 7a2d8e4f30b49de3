import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { JsonFolder, type Stored } from '#storage/json-folder';
import { withFault, type Fault, type FilePromises } from '../files/faulty-files';
import { emptyFolder } from './helpers';

vi.mock('node:fs/promises', async (original) =>
  (await import('../files/faulty-files')).faultyFiles(await original<FilePromises>()),
);

const schema = z.strictObject({ version: z.literal(1), name: z.string(), text: z.string() });
type Note = z.infer<typeof schema>;
type Notes = JsonFolder<typeof schema, Stored<Note>>;
const note = (text: string): Note => ({ version: 1, name: 'Note', text });
const id = 'note';

interface Scene {
  directory: string;
  notes: Notes;
}

async function openScene(): Promise<Scene> {
  const directory = join(await emptyFolder(), 'notes');
  const toItem = (stored: Stored<Note>): Stored<Note> => stored;
  const notes = new JsonFolder({ directory, schema, noun: 'note', toItem, keepsVersions: true });
  return { directory, notes };
}

/** The text of the note; null where there is none. */
async function present({ notes }: Scene): Promise<string | null> {
  const { items, problems } = await notes.list();
  expect(problems).toEqual([]);
  expect(items.length).toBeLessThan(2);
  return items[0]?.content.text ?? null;
}

async function history({ notes }: Scene): Promise<string[]> {
  const versions = await notes.versions(id);
  const contents = versions.map(async (version) => (await notes.version(id, version.id)).content);
  return (await Promise.all(contents)).map(({ text }) => text);
}

/**
 * Interrupts `work` at every file operation in turn, each time in a new scene, and calls `check` for the program that
 * is started after it.
 */
async function interruptEverywhere(
  fault: Fault,
  prepare: (scene: Scene) => Promise<void>,
  work: (scene: Scene) => Promise<unknown>,
  check: (scene: Scene, where: string) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < 300; at += 1) {
    const scene = await openScene();
    await prepare(scene);
    const { operations } = await withFault(fault, at, async () => void (await work(scene)));
    // A lock that could not be removed belongs to this process, which still runs: the next program takes it over.
    for (const name of await readdir(scene.directory).catch(() => []))
      if (name.startsWith('.lock')) await rm(join(scene.directory, name));
    await check(scene, `${fault} at operation ${at} (${operations[at] ?? 'none'})`);
    if (operations.length <= at) return;
  }
  throw new Error('the work was never done without a fault');
}

describe.each(['fails', 'dies', 'tears'] as const)('where any file operation %s', (fault) => {
  it('creating leaves no file or the whole one', async () => {
    const check = async (scene: Scene, where: string): Promise<void> => {
      expect([null, 'new'], where).toContain(await present(scene));
      await scene.notes.save(note('next'), { id });
      expect(await present(scene), where).toBe('next');
    };
    await interruptEverywhere(
      fault,
      async () => undefined,
      ({ notes }) => notes.save(note('new')),
      check,
    );
  });

  it.each(['autosaved', 'written by another program'])(
    'saving leaves the old or the new content, and the old one %s is never lost',
    async (origin) => {
      const prepare = async ({ notes, directory }: Scene): Promise<void> => {
        await notes.save(note(origin === 'autosaved' ? 'old' : 'oldest'));
        if (origin !== 'autosaved')
          await writeFile(join(directory, 'note.json'), JSON.stringify(note('old')));
      };
      const save = async ({ notes }: Scene): Promise<unknown> => {
        const { revision: baseRevision } = await notes.get(id);
        return notes.save(note('new'), { id, baseRevision });
      };
      await interruptEverywhere(fault, prepare, save, async (scene, where) => {
        const text = await present(scene);
        expect(['old', 'new'], where).toContain(text);
        if (text === 'new' && origin !== 'autosaved')
          expect(await history(scene), where).toContain('old');
        await scene.notes.save(note('next'), { id });
        expect(await present(scene), where).toBe('next');
        // The content that was saved last is overwritten by another program: it must be kept.
        expect(await history(scene), where).toContain(text);
      });
    },
  );

  it('deleting leaves the file in its folder or in the trash, with its versions', async () => {
    const prepare = async ({ notes }: Scene): Promise<void> => {
      await notes.save(note('first'), { keepVersion: true });
      await notes.save(note('last'), { id });
    };
    await interruptEverywhere(
      fault,
      prepare,
      ({ notes }) => notes.delete(id),
      async (scene, where) => {
        const [deleted] = await scene.notes.deleted();
        expect(await present(scene), where).toBe(deleted ? null : 'last');
        if (deleted) await scene.notes.restore(deleted.trashId);
        expect(await present(scene), where).toBe('last');
        expect((await history(scene)).sort(), where).toEqual(['first', 'last']);
      },
    );
  });

  it('restoring leaves the file in the trash or in its folder, with its versions', async () => {
    const prepare = async ({ notes }: Scene): Promise<void> => {
      await notes.save(note('first'), { keepVersion: true });
      await notes.save(note('last'), { id });
      await notes.delete(id);
    };
    const restore = async ({ notes }: Scene): Promise<void> => {
      const [deleted] = await notes.deleted();
      if (deleted) await notes.restore(deleted.trashId);
    };
    await interruptEverywhere(fault, prepare, restore, async (scene, where) => {
      const [deleted] = await scene.notes.deleted();
      expect(await present(scene), where).toBe(deleted ? null : 'last');
      await restore(scene);
      expect(await present(scene), where).toBe('last');
      expect((await history(scene)).sort(), where).toEqual(['first', 'last']);
    });
  });

  it('emptying the trash never fails and never touches what was deleted later', async () => {
    const prepare = async ({ directory, notes }: Scene): Promise<void> => {
      await notes.save(note('a'));
      await notes.delete(id);
      const expired = join(directory, '.trash', 'old-2020-01-01T00-00-00-000Z');
      await mkdir(join(expired, 'history'), { recursive: true });
      for (const name of ['old.json', 'history/a', 'history/b'])
        await writeFile(join(expired, name), '');
    };
    // Listing itself fails where the folder cannot be read.
    const list = ({ notes }: Scene): Promise<unknown> => notes.list();
    await interruptEverywhere(fault, prepare, list, async (scene, where) => {
      await scene.notes.list();
      expect(
        (await scene.notes.deleted()).map(({ name }) => name),
        where,
      ).toEqual(['Note']);
    });
  });
});
