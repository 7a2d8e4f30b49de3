import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { WorkbenchError } from '#spec/errors';

/** Where the paths that were chosen by hand are remembered between starts. */
export interface GrantsPort {
  /** Newest first. */
  chosen(): string[];
  keep(paths: string[]): void;
}

const kept = 200;

/**
 * The places of the disk that a window may name: what its user chose in a native dialog or dropped
 * on it. A path that was only typed (or made up by a page gone bad) is none of them.
 */
export class Grants {
  readonly #port: GrantsPort;

  constructor(port: GrantsPort) {
    this.#port = port;
  }

  /** To be called with what a native dialog or a drop gave, and with nothing else. */
  async add(path: string): Promise<void> {
    const place = await whereabouts(path);
    const others = this.#port.chosen().filter((other) => other !== place);
    this.#port.keep([place, ...others].slice(0, kept));
  }

  /**
   * Throws `unavailable` for the first of `paths` that lies neither in what was chosen nor in one of
   * the folders `within`. Links are followed first: where a path leads is what counts.
   */
  async check(paths: readonly string[], within: readonly string[] = []): Promise<void> {
    const allowed = [...this.#port.chosen(), ...(await Promise.all(within.map(whereabouts)))];
    for (const path of paths)
      if (!(await isCovered(path, allowed)))
        throw new WorkbenchError(
          'unavailable',
          `'${path}' is not in the project and was not chosen by hand. Choose it with the button beside its field, or drop it on the window.`,
        );
  }
}

async function isCovered(path: string, allowed: readonly string[]): Promise<boolean> {
  // What `..` leads to depends on who reads it, and a relative path on where the program was started.
  if (!isAbsolute(path) || /(^|[\\/])\.\.([\\/]|$)/.test(path) || path.includes('\0')) return false;
  const place = await whereabouts(path);
  return allowed.some(
    (root) => place === root || place.startsWith(root.endsWith(sep) ? root : root + sep),
  );
}

/** The path without links; what does not exist yet is where its folder is. */
async function whereabouts(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await whereabouts(parent), basename(path));
  }
}
