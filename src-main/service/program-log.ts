import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeFoldersSync } from '#files/create-folders';

/** Of one file; the one before is kept too. */
const maxBytes = 256 * 1024;
const maxEntryLength = 8000;
const staleAfterMs = 60_000;

/**
 * The log of the program: what went wrong outside of runs, which have logs of their own. It is written at once, because
 * the program may be about to end; where it cannot be written, the program goes on.
 *
 *     const log = new ProgramLog(join(userData, 'logs', 'program.log'));
 *     log.write('error', 'The window has crashed.');
 */
export class ProgramLog {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  write(level: 'info' | 'warning' | 'error', message: string): void {
    const line = `${new Date().toISOString()} ${level} ${message.slice(0, maxEntryLength).replaceAll('\n', '\n  ')}\n`;
    try {
      makeFoldersSync(dirname(this.#path));
      if (sizeOf(this.#path) > maxBytes) this.#startNewFile();
      appendFileSync(this.#path, line);
    } catch {
      // There is nowhere left to say it.
    }
  }

  /** All that is kept, the oldest entry first. */
  read(): string {
    return [this.#older, this.#path].map(readOrEmpty).join('');
  }

  /**
   * Makes the full file the older one. Of several processes that have found it full only one may do so: the next would
   * replace the full file by the new one.
   */
  #startNewFile(): void {
    const lock = `${this.#path}.lock`;
    try {
      mkdirSync(lock);
    } catch {
      // Another process does it. One that was ended meanwhile has left its lock, and the next entry finds it removed.
      if (ageOf(lock) > staleAfterMs) rmSync(lock, { recursive: true, force: true });
      return;
    }
    try {
      if (sizeOf(this.#path) > maxBytes) renameSync(this.#path, this.#older);
    } finally {
      rmdirSync(lock);
    }
  }

  get #older(): string {
    return `${this.#path}.1`;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function ageOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? Date.now() - stats.mtimeMs : 0;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
