import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { WorkbenchError, messageOf } from '#spec/errors';
import { errorCode, fileError } from '#files/file-errors';
import { listNames } from '#files/list-names';
import { readVersionedJson, assertNotNewer, writeJson, type Listing } from './versioned-json';
import { safeName, uniqueSlug } from './names';

/** The content of one file of the folder. */
export interface Stored<T> {
  id: string;
  /** ISO time of the last change. */
  modified: string;
  content: T;
}

/** A folder of JSON files of one kind, each named by its id, such as `models/<id>.json`. */
export class JsonFolder<S extends z.ZodType> {
  readonly #directory: string;
  readonly #schema: S;
  readonly #noun: string;

  constructor(directory: string, schema: S, noun: string) {
    this.#directory = directory;
    this.#schema = schema;
    this.#noun = noun;
  }

  /** All files, sorted by id; unreadable ones are listed as problems. */
  async list(): Promise<Listing<Stored<z.output<S>>>> {
    const items: Stored<z.output<S>>[] = [];
    const problems = [];
    for (const id of await this.#ids()) {
      try {
        items.push(await this.get(id));
      } catch (error) {
        problems.push({ path: this.#path(id), message: messageOf(error) });
      }
    }
    return { items, problems };
  }

  /** Throws `notFound` where there is no such file, `validation` where it is damaged or of a newer version. */
  async get(id: string): Promise<Stored<z.output<S>>> {
    const path = this.#path(id);
    const missing = `There is no ${this.#noun} '${id}' in this project.`;
    const content = await readVersionedJson(path, this.#schema, missing);
    const { mtime } = await stat(path);
    return { id, modified: mtime.toISOString(), content };
  }

  /**
   * Replaces the file of that id; without an id, creates a new one with an id from the name. Throws `validation` where a
   * newer version of the program wrote the file, `unavailable` where it cannot be written.
   */
  async save(
    id: string | undefined,
    name: string,
    content: z.output<S>,
  ): Promise<Stored<z.output<S>>> {
    const savedId = id ?? uniqueSlug(name, new Set(await this.#ids()));
    const path = this.#path(savedId);
    await assertNotNewer(path);
    await writeJson(path, content);
    return this.get(savedId);
  }

  /** Throws `notFound` where there is no such file. */
  async delete(id: string): Promise<void> {
    try {
      await rm(this.#path(id));
    } catch (error) {
      if (errorCode(error) === 'ENOENT')
        throw new WorkbenchError('notFound', `There is no ${this.#noun} '${id}' in this project.`);
      throw fileError('written', this.#path(id), error);
    }
  }

  #path(id: string): string {
    return join(this.#directory, `${safeName(id, this.#noun)}.json`);
  }

  async #ids(): Promise<string[]> {
    const names = await listNames(this.#directory);
    return names
      .filter((name) => /^[A-Za-z0-9].*\.json$/.test(name))
      .map((name) => name.slice(0, -'.json'.length))
      .sort();
  }
}
