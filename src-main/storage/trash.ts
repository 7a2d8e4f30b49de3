/**
 * The deleted files of a folder, each with the history of its versions, so that deleting can be undone:
 *
 *     .trash/<id>-<time>/<id>.json
 *     .trash/<id>-<time>/history/
 *
 * Files are only renamed, so that an interruption leaves a file either in its folder or in the trash. What was deleted
 * more than 30 days ago is removed.
 */
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncDirectory } from '#files/durable-write';
import { fileError } from '#files/file-errors';
import { safeName } from './names';
import { ensureOwnFolder, isOwnFolder } from './own-folder';
import {
  listEntries,
  namesOf,
  newTrashId,
  notInTrash,
  removeExpiredEntries,
} from './trash-entries';

/** A deleted file. */
export interface TrashEntry {
  trashId: string;
  /** The id that the file had. */
  id: string;
  /** ISO time. */
  deleted: string;
  /** Path of the file in the trash. */
  file: string;
  /** Path of the folder of its versions in the trash. */
  history: string;
}

export class Trash {
  readonly #directory: string;

  /** `directory`: `.trash`; it is created with the first entry. */
  constructor(directory: string) {
    this.#directory = directory;
  }

  /** All deleted files, the last deleted first. Throws `unavailable` where the trash cannot be read. */
  async list(): Promise<TrashEntry[]> {
    const entries: TrashEntry[] = [];
    for (const { trashId, deleted } of await listEntries(this.#directory)) {
      const directory = join(this.#directory, trashId);
      const name = (await namesOf(directory)).find((each) => each.endsWith('.json'));
      if (name === undefined) continue;
      const id = name.slice(0, -'.json'.length);
      const [file, history] = [join(directory, name), join(directory, 'history')];
      entries.push({ trashId, id, deleted, file, history });
    }
    return entries;
  }

  /** Throws `notFound` where there is no such entry. */
  async get(trashId: string): Promise<TrashEntry> {
    safeName(trashId, 'deleted file');
    const entry = (await this.list()).find((each) => each.trashId === trashId);
    if (entry) return entry;
    throw notInTrash(trashId);
  }

  /** Moves a file, and the folder of its versions where there is one, to the trash. Returns the id of the entry. */
  async put(file: string, history: string): Promise<string> {
    await ensureOwnFolder(this.#directory);
    const trashId = await newTrashId(this.#directory, basename(file, '.json').slice(0, 100));
    const directory = join(this.#directory, trashId);
    try {
      await mkdir(directory);
      await syncDirectory(this.#directory);
      await move(file, join(directory, basename(file)));
      if (await isOwnFolder(history)) await move(history, join(directory, 'history'));
    } catch (error) {
      throw fileError('written', file, error);
    }
    return trashId;
  }

  /** Moves a deleted file to `file`, and its versions to `history`. Neither may exist where the entry has one. */
  async takeOut(entry: TrashEntry, file: string, history: string): Promise<void> {
    try {
      // The file comes last: it makes the entry one that can be restored, should this be interrupted.
      if (await isOwnFolder(entry.history)) {
        await ensureOwnFolder(dirname(history));
        await move(entry.history, history);
      }
      await move(entry.file, file);
    } catch (error) {
      throw fileError('written', file, error);
    }
    await rm(dirname(entry.file), { recursive: true, force: true }).catch(() => undefined);
  }

  /** Removes what was deleted more than 30 days ago. Never throws: what cannot be removed now stays. */
  removeExpired(): Promise<void> {
    return removeExpiredEntries(this.#directory);
  }
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncDirectory(dirname(to));
  await syncDirectory(dirname(from));
}
