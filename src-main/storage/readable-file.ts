import { closeSync, fstatSync, openSync, read, readSync, statSync, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

/** What reading needs of a `FileHandle`. */
export interface ReadableFile {
  stat(): Stats | Promise<Stats>;
  read(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): { bytesRead: number } | Promise<{ bytesRead: number }>;
  close(): void | Promise<void>;
}

/**
 * Thousands of small files are read at a time. Asynchronous calls take eight times the processor time of reading them,
 * so that the calls are synchronous as long as the disk answers at once; one over a network need not.
 */
const slowMs = 50;
/** For so long after a slow answer the calls are asynchronous. */
const waryMs = 1000;
/** More bytes are read asynchronously. */
const smallBytes = 2 ** 21;

let lastSlowAt = -Infinity;

const isFast = (): boolean => Date.now() - lastSlowAt > waryMs;

function timed<T>(call: () => T): T {
  const start = Date.now();
  try {
    return call();
  } finally {
    const end = Date.now();
    if (end - start > slowMs) lastSlowAt = end;
  }
}

/** As `stat` of `node:fs/promises`. */
export async function statFile(path: string): Promise<Stats> {
  return isFast() ? timed(() => statSync(path)) : stat(path);
}

/** As `open` of `node:fs/promises`, to read. */
export async function openToRead(path: string): Promise<ReadableFile> {
  return isFast() ? new FastFile(timed(() => openSync(path, 'r'))) : open(path, 'r');
}

const readLater = promisify(read);

class FastFile implements ReadableFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  stat(): Stats {
    return fstatSync(this.#descriptor);
  }

  read(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): { bytesRead: number } | Promise<{ bytesRead: number }> {
    if (length > smallBytes) return readLater(this.#descriptor, bytes, offset, length, position);
    const bytesRead = timed(() => readSync(this.#descriptor, bytes, offset, length, position));
    return { bytesRead };
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
