import { createReadStream } from 'node:fs';
import { lstat, mkdir, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { randomBytes } from 'node:crypto';
import { bytesType } from '#api/envelope';
import { fileError } from '#files/file-errors';
import { removeLeftovers, temporaryName } from '#files/temporary-files';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { HttpError } from './guard';
import { zipFolder } from './zip-folder';

/** How long a file stays after it was fetched, so that it can be fetched again. */
const keptMs = 10 * 60_000;
/** Of a name, as file systems have it. */
const maxNameBytes = 200;

const addressStart = '/downloads/';

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
  readonly #paths = new Map<string, string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #root: Promise<string> | null = null;

  /** `directory`: of all servers of this user; what killed ones have left there is removed. */
  constructor(directory: string, { kept = keptMs }: { kept?: number } = {}) {
    this.#directory = directory;
    this.#keptMs = kept;
  }

  /** Makes a place for a file, or a folder, of that name. Throws `validation` where it is no name, `unavailable` where the disk fails. */
  async prepare(name: string): Promise<{ path: string; address: string }> {
    if (!isFileName(name))
      throw new WorkbenchError('validation', `${quote(name)} is no name of a file.`);
    this.#root ??= this.#makeRoot();
    const id = randomBytes(32).toString('base64url');
    const folder = join(await this.#root, randomBytes(8).toString('hex'));
    await makeFolder(folder);
    const path = join(folder, name);
    this.#paths.set(id, path);
    return { path, address: `${addressStart}${id}` };
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
    const path = this.#paths.get(id);
    const stats = path === undefined ? null : await lstat(path).catch(() => null);
    if (path === undefined || !stats || !(stats.isFile() || stats.isDirectory())) return gone;
    clearTimeout(this.#timers.get(id));
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
      this.#removeLater(id, path);
    }
    return null;
  }

  /** Removes all files. */
  async close(): Promise<void> {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#paths.clear();
    const root = await this.#root?.catch(() => null);
    if (root) await rm(root, { recursive: true, force: true }).catch(() => undefined);
  }

  async #makeRoot(): Promise<string> {
    await makeFolder(this.#directory);
    await removeLeftovers(this.#directory);
    const root = temporaryName(join(this.#directory, 'server'));
    await makeFolder(root);
    return root;
  }

  #removeLater(id: string, path: string): void {
    const remove = (): void => {
      this.#paths.delete(id);
      this.#timers.delete(id);
      void rm(dirname(path), { recursive: true, force: true }).catch(() => undefined);
    };
    clearTimeout(this.#timers.get(id));
    this.#timers.set(id, setTimeout(remove, this.#keptMs).unref());
  }
}

const gone: HttpError = {
  status: 404,
  message: 'This file is not there any more: export it again.',
};

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileError('written', path, error);
  }
}

function isFileName(name: string): boolean {
  return (
    Buffer.byteLength(name) <= maxNameBytes && !/[\\/\p{Cc}]/u.test(name) && !/^\.*$/.test(name)
  );
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
