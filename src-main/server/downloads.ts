import { createReadStream } from 'node:fs';
import { lstat, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { randomBytes } from 'node:crypto';
import { makeFolders } from '#files/create-folders';
import { bytesType } from '#api/envelope';
import { fileError } from '#files/file-errors';
import { removeLeftovers, temporaryName } from '#files/temporary-files';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { HttpError } from './guard';
import { zipFolder } from './zip-folder';

/** How long a file stays after it was fetched, so that it can be fetched again. */
const keptMs = 10 * 60_000;
/** How long a place waits for its file to be fetched. */
const waitingMs = 60 * 60_000;
/** Of a name, as file systems have it. */
const maxNameBytes = 200;

const addressStart = '/downloads/';

/** Where a file of a download is, or will be. */
interface Place {
  path: string;
  /** How many requests it is being sent to. */
  readers: number;
  /** Removes it. */
  timer: NodeJS.Timeout | undefined;
}

/**
 * Files that are written to be fetched by the browser. Each lies in a folder of its own, which only this user can read,
 * under an address that cannot be guessed; no part of a request becomes a part of a path.
 *
 *     const { path, address } = await downloads.prepare('model.svg');
 *     await writeFile(path, svg); // then GET address
 */
export class Downloads {
  readonly #directory: string;
  readonly #keptMs: number;
  readonly #waitingMs: number;
  readonly #places = new Map<string, Place>();
  #root: Promise<string> | null = null;

  /** `directory`: of all servers of this user; what killed ones have left there is removed. */
  constructor(
    directory: string,
    { kept = keptMs, waiting = waitingMs }: { kept?: number; waiting?: number } = {},
  ) {
    this.#directory = directory;
    this.#keptMs = kept;
    this.#waitingMs = waiting;
    void removeLeftovers(directory);
  }

  /** Makes a place for a file, or a folder, of that name. Throws `validation` where it is no name, `unavailable` where the disk fails. */
  async prepare(name: string): Promise<{ path: string; address: string }> {
    if (!isFileName(name))
      throw new WorkbenchError(
        'validation',
        `${quote(name)} is no name of a file on every computer. Choose another name.`,
      );
    const id = randomBytes(32).toString('base64url');
    const folder = join(await this.#ensureRoot(), randomBytes(8).toString('hex'));
    await makeFolder(folder);
    const path = join(folder, name);
    const place: Place = { path, readers: 0, timer: undefined };
    this.#places.set(id, place);
    this.#removeIn(this.#waitingMs, id, place);
    return { path, address: `${addressStart}${id}` };
  }

  /** Removes the place with this path, which nothing will be written to. A path of no place is left alone. */
  giveBack(path: string): void {
    for (const [id, place] of this.#places) if (place.path === path) this.#remove(id, place);
  }

  /** Whether an address is one of downloads, known or not. */
  isAddress(pathname: string): boolean {
    return pathname.startsWith(addressStart);
  }

  /** Sends the file at the address to a browser whose request was checked; an error where there is none. */
  async send(
    pathname: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<HttpError | null> {
    const id = pathname.slice(addressStart.length);
    const place = this.#places.get(id);
    const stats = place ? await lstat(place.path).catch(() => null) : null;
    if (!place || !stats || !(stats.isFile() || stats.isDirectory())) return gone;
    const { path } = place;
    clearTimeout(place.timer);
    place.readers += 1;
    const content: Readable = stats.isFile() ? createReadStream(path) : await zipFolder(path);
    const name = stats.isFile() ? basename(path) : `${basename(path)}.zip`;
    response.writeHead(200, {
      'Content-Type': bytesType,
      'Content-Disposition': asAttachment(name),
      'Cache-Control': 'no-store',
      ...(stats.isFile() ? { 'Content-Length': stats.size } : {}),
    });
    try {
      if (request.method === 'HEAD') response.end();
      // Fails where the browser has gone, or the disk: the connection breaks off, which a browser reports.
      else await pipeline(content, response).catch(() => response.destroy());
    } finally {
      content.destroy();
      place.readers -= 1;
      if (place.readers === 0) this.#removeIn(this.#keptMs, id, place);
    }
    return null;
  }

  /** Removes all files. */
  async close(): Promise<void> {
    for (const { timer } of this.#places.values()) clearTimeout(timer);
    this.#places.clear();
    const root = await this.#root?.catch(() => null);
    if (root) await rm(root, { recursive: true, force: true }).catch(() => undefined);
  }

  /** The folder of this server, which is made once; after a failure again. */
  #ensureRoot(): Promise<string> {
    this.#root ??= this.#makeRoot().catch((error: unknown) => {
      this.#root = null;
      throw error;
    });
    return this.#root;
  }

  async #makeRoot(): Promise<string> {
    const root = temporaryName(join(this.#directory, 'server'));
    await makeFolder(root);
    return root;
  }

  #removeIn(ms: number, id: string, place: Place): void {
    clearTimeout(place.timer);
    place.timer = setTimeout(() => this.#remove(id, place), ms).unref();
  }

  #remove(id: string, place: Place): void {
    clearTimeout(place.timer);
    this.#places.delete(id);
    void rm(dirname(place.path), { recursive: true, force: true }).catch(() => undefined);
  }
}

const gone: HttpError = {
  status: 404,
  message: 'This file is not there any more: export it again.',
};

async function makeFolder(path: string): Promise<void> {
  try {
    await makeFolders(path, 0o700);
  } catch (error) {
    throw fileError('written', path, error);
  }
}

/** Separators of folders, control characters, halves of surrogate pairs, and marks that change the direction of text. */
const unusable = /[\\/\p{Cc}\p{Cs}\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** Windows keeps these for devices, and leaves out what some names end with. */
const unlikeOnWindows = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|[ .]$/i;

function isFileName(name: string): boolean {
  const isUsable = !unusable.test(name) && !unlikeOnWindows.test(name);
  return isUsable && name.trim() !== '' && Buffer.byteLength(name) <= maxNameBytes;
}

/** The header by which a browser saves a file in place of showing it: a page among them must not act as one of this server. */
function asAttachment(name: string): string {
  const plain = name.replace(/[^\w. -]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
