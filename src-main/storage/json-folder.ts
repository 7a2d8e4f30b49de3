/**
 * A folder of JSON files of one kind, each named by its id, such as `models/<id>.json`. Nothing that was saved in it is
 * lost: a save on top of a change that its caller has not seen is refused as a conflict, overwritten versions are kept
 * in `.history`, and deleted files in `.trash`. A lock file makes every change a single one among all programs.
 *
 *     const models = new JsonFolder({ directory, schema, noun: 'model', toItem, keepsVersions: true });
 *     const { id, revision } = await models.save(spec);
 *     await models.save(changedSpec, { id, baseRevision: revision });
 */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { writeFileDurably } from '#files/durable-write';
import { errorCode, fileError } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { readBytes } from '#files/read-bytes';
import { maxJsonBytes } from '#files/read-json-text';
import { isOfKind, messageOf, WorkbenchError } from '#spec/errors';
import { describeTakenName } from '#spec/taken-name';
import { safeName, uniqueName, uniqueSlug } from './names';
import { assertNoLink, ensureOwnFolder, isOwnFolder, statsOrNull } from './own-folder';
import { Trash } from './trash';
import {
  assertNotNewer,
  jsonText,
  parseVersionedJson,
  readVersionedJson,
  type Listing,
} from './versioned-json';
import { VersionHistory, type Version } from './version-history';
import type { VersionName } from './version-names';
import { whileLocked } from './while-locked';

/** The content of one file of the folder. */
export interface Stored<T> {
  id: string;
  /** ISO time of the last change. */
  modified: string;
  /** The first 16 hexadecimal digits of the SHA-256 of the file's bytes. */
  revision: string;
  content: T;
}

export interface JsonFolderOptions<S extends z.ZodType<{ name?: string }>, T> {
  /** Its parent is the project's folder, which is never created here. */
  directory: string;
  schema: S;
  /** What a file holds, for messages: 'model'. */
  noun: string;
  toItem: (stored: Stored<z.output<S>>) => T;
  /** Whether overwritten versions are kept in `.history`. */
  keepsVersions: boolean;
}

export interface SaveOptions {
  /** The file to replace. Without it, a new one is created, with an id from the name. */
  id?: string;
  /** The revision that the content is a change of. Without it, the file is replaced whatever it holds. */
  baseRevision?: string;
  /** Whether the saved version is never thinned in the history. */
  keepVersion?: boolean;
}

/** A file in the trash. */
export interface DeletedFile {
  trashId: string;
  name: string;
  /** ISO time. */
  deleted: string;
}

/** A file as it was read or written. */
interface StoredFile {
  bytes: Buffer;
  revision: string;
  modified: string;
}

export class JsonFolder<S extends z.ZodType<{ name?: string }>, T> {
  readonly #options: JsonFolderOptions<S, T>;
  readonly #directory: string;
  readonly #histories: string;
  readonly #trash: Trash;

  constructor(options: JsonFolderOptions<S, T>) {
    this.#options = options;
    this.#directory = options.directory;
    this.#histories = join(options.directory, '.history');
    this.#trash = new Trash(join(options.directory, '.trash'));
  }

  /** All files, sorted by id; unreadable ones are listed as problems. Removes what is in the trash for too long. */
  async list(): Promise<Listing<T>> {
    await this.#trash.removeExpired();
    const items: T[] = [];
    const problems = [];
    for (const id of await this.#ids()) {
      try {
        items.push(await this.get(id));
      } catch (error) {
        problems.push({ path: join(this.#directory, `${id}.json`), message: messageOf(error) });
      }
    }
    return { items, problems };
  }

  /** Throws `notFound` where there is no such file, `validation` where it is damaged or of a newer version. */
  async get(id: string): Promise<T> {
    const path = this.#path(id);
    const file = await readStored(path);
    if (!file) throw this.#missing(id);
    return this.#item(id, file, this.#parse(path, file));
  }

  /**
   * Replaces a file or creates one. Where the file holds this content already, it stays as it is. Throws:
   * - `conflict` where the file is not of the base revision, with `details` of `{ reason: 'changed', current }`, or of
   *   `{ reason: 'deleted' }` where it is gone or damaged;
   * - `validation` where a newer version of the program wrote it, or where it is renamed to a name that another file has;
   * - `unavailable` where it cannot be written, also where the project's folder is gone.
   */
  async save(value: z.output<S>, options: SaveOptions = {}): Promise<T> {
    if (options.id !== undefined) safeName(options.id, this.#options.noun);
    // Parsed, so that equal contents have equal texts: the schema orders the settings and fills in the defaults.
    const content = this.#options.schema.parse(value);
    return this.#whileLocked(async () => {
      const id = options.id ?? uniqueSlug(content.name ?? this.#options.noun, await this.#ids());
      const path = this.#path(id);
      await assertNoLink(path);
      await assertNotNewer(path);
      const present = await readStored(path);
      const current = present && this.#readable(path, present);
      if (present && current && jsonText(current) === jsonText(content)) {
        if (options.keepVersion) await this.#history(id)?.preserve(present, true);
        return this.#item(id, present, current);
      }
      try {
        this.#assertUnchanged(id, options.baseRevision, present, current);
        if (current && current.name !== content.name) await this.#assertNameFree(id, content.name);
      } catch (error) {
        await this.#keepRefused(id, content);
        throw error;
      }
      if (present) await this.#history(id)?.preserve(present, options.baseRevision === undefined);
      return this.#write(id, content, options.keepVersion ?? false);
    });
  }

  /** The saved versions of a file, newest first. */
  async versions(id: string): Promise<Version[]> {
    return (await this.#history(id)?.list()) ?? [];
  }

  /** Throws `notFound` where there is no such version, `validation` where it is damaged. */
  async version(
    id: string,
    versionId: string,
  ): Promise<{ version: Version; content: z.output<S> }> {
    const history = this.#history(id);
    if (!history) throw this.#missing(id);
    const { version, path, text } = await history.read(versionId);
    return { version, content: parseVersionedJson(path, text, this.#options.schema) };
  }

  /** Keeps a version under a name; null takes the name away. Throws `notFound` where there is no such version. */
  async nameVersion(id: string, versionId: string, name: VersionName | null): Promise<void> {
    const history = this.#history(id);
    if (!history) throw this.#missing(id);
    await this.#whileLocked(() => history.name(versionId, name));
  }

  /** Moves a file with its versions to the trash. Returns the id for `restore`. Throws `notFound` where there is none. */
  async delete(id: string): Promise<string> {
    const path = this.#path(id);
    return this.#whileLocked(async () => {
      if (!(await statsOrNull(path))) throw this.#missing(id);
      return this.#trash.put(path, this.#historyDirectory(id));
    });
  }

  /**
   * Moves a file with its versions out of the trash, under a new id where its own is taken meanwhile. Throws `notFound`
   * where it is not in the trash, `validation` where it is damaged; it stays in the trash then.
   */
  async restore(trashId: string): Promise<T> {
    return this.#whileLocked(async () => {
      const entry = await this.#trash.get(trashId);
      await readVersionedJson(entry.file, this.#options.schema);
      // Histories of files that a user removed by hand are not mixed with the one that comes back.
      const histories = (await isOwnFolder(entry.history)) ? await listNames(this.#histories) : [];
      const id = uniqueName(entry.id, [...(await this.#ids()), ...histories]);
      await this.#trash.takeOut(entry, this.#path(id), this.#historyDirectory(id));
      return this.get(id);
    });
  }

  /** The files in the trash, the last deleted first. */
  async deleted(): Promise<DeletedFile[]> {
    const files = (await this.#trash.list()).map(async ({ trashId, id, deleted, file }) => {
      const content = await readVersionedJson(file, this.#options.schema).catch(() => null);
      return { trashId, name: content?.name ?? id, deleted };
    });
    return Promise.all(files);
  }

  /** Throws where the file is not of the revision that the caller has changed. */
  #assertUnchanged(
    id: string,
    baseRevision: string | undefined,
    present: StoredFile | undefined,
    current: z.output<S> | undefined,
  ): void {
    if (baseRevision === undefined || present?.revision === baseRevision) return;
    const file = `The ${this.#options.noun} '${id}'`;
    if (present && current)
      throw new WorkbenchError(
        'conflict',
        `${file} was changed at ${localTime(present.modified)} by another window or program. Choose which of the two versions to keep, or save yours under a new name.`,
        { reason: 'changed', current: this.#item(id, present, current) },
      );
    const what = present
      ? `was damaged at ${localTime(present.modified)}`
      : 'was deleted meanwhile';
    throw new WorkbenchError(
      'conflict',
      `${file} ${what} by another window or program. Save it again to keep it.`,
      { reason: 'deleted' },
    );
  }

  /** Throws where another file has the name. One that is damaged has none. */
  async #assertNameFree(id: string, name: string | undefined): Promise<void> {
    const others = (await this.#ids()).filter((other) => other !== id);
    const taken = await Promise.all(
      others.map(async (other) => {
        const file = await readStored(this.#path(other));
        return file && this.#readable(this.#path(other), file)?.name;
      }),
    );
    const problem = describeTakenName(
      this.#options.noun,
      name ?? '',
      taken.filter((other) => other !== undefined),
    );
    if (problem !== null) throw new WorkbenchError('validation', problem);
  }

  /** Keeps a content that was refused as a version, so that it is there whatever its author chooses then. */
  async #keepRefused(id: string, content: z.output<S>): Promise<void> {
    const bytes = Buffer.from(jsonText(content));
    const version = { bytes, revision: revisionOf(bytes) };
    // The conflict is what the caller must be told, also where the disk is full.
    await this.#history(id)
      ?.add(version, new Date(), true)
      .catch(() => undefined);
  }

  async #write(id: string, content: z.output<S>, keepVersion: boolean): Promise<T> {
    const path = this.#path(id);
    const bytes = Buffer.from(jsonText(content));
    await writeFileDurably(path, bytes);
    const { mtime } = await stat(path);
    const file = { bytes, revision: revisionOf(bytes), modified: mtime.toISOString() };
    try {
      await this.#history(id)?.addPresent(file, new Date(), keepVersion);
      await this.#history(id)?.thin();
    } catch {
      // The content is saved, so the caller must not be told otherwise. It is added to the history before it is
      // overwritten.
    }
    return this.#item(id, file, content);
  }

  /**
   * Calls `change` while no other window or program changes the folder. Throws `unavailable` where another one does not
   * end its change, or the project's folder is gone.
   */
  async #whileLocked<R>(change: () => Promise<R>): Promise<R> {
    await ensureOwnFolder(this.#directory);
    return whileLocked(join(this.#directory, '.lock'), this.#directory, change);
  }

  #history(id: string): VersionHistory | null {
    return this.#options.keepsVersions ? new VersionHistory(this.#historyDirectory(id)) : null;
  }

  #historyDirectory(id: string): string {
    return join(this.#histories, safeName(id, this.#options.noun));
  }

  #item(id: string, { modified, revision }: StoredFile, content: z.output<S>): T {
    return this.#options.toItem({ id, modified, revision, content });
  }

  #parse(path: string, { bytes }: StoredFile): z.output<S> {
    return parseVersionedJson(path, bytes.toString('utf8'), this.#options.schema);
  }

  /** The content of a file; undefined where it is damaged. */
  #readable(path: string, file: StoredFile): z.output<S> | undefined {
    try {
      return this.#parse(path, file);
    } catch {
      return undefined;
    }
  }

  #missing(id: string): WorkbenchError {
    const { noun } = this.#options;
    return new WorkbenchError('notFound', `There is no ${noun} '${id}' in this project.`);
  }

  #path(id: string): string {
    return join(this.#directory, `${safeName(id, this.#options.noun)}.json`);
  }

  async #ids(): Promise<string[]> {
    const names = await listNames(this.#directory);
    return names
      .filter((name) => /^[A-Za-z0-9].*\.json$/.test(name))
      .map((name) => name.slice(0, -'.json'.length))
      .sort();
  }
}

/** The file with its revision and time; undefined where there is none. Throws as `readBytes` does. */
async function readStored(path: string): Promise<StoredFile | undefined> {
  try {
    const bytes = await readBytes(path, maxJsonBytes);
    const { mtime } = await stat(path);
    return { bytes, revision: revisionOf(bytes), modified: mtime.toISOString() };
  } catch (error) {
    if (isOfKind(error, 'notFound')) return undefined;
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError('read', path, error);
  }
}

function revisionOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** An ISO time in the user's time zone: "2026-11-28 22:49:50", the form that Swedish has by standard. */
function localTime(iso: string): string {
  return new Date(iso).toLocaleString('sv-SE');
}
