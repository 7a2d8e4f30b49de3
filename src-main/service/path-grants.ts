import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, sep } from 'node:path';
import { WorkbenchError } from '#spec/errors';

/** Stores the granted paths between starts. */
export interface PathGrantsPort {
  /** The granted paths, newest first. */
  chosen(): string[];
  save(paths: string[]): void;
}

const maxGrants = 200;

/**
 * The paths that commands of a window may use: those that the user chose in a native dialog or dropped
 * on the window. A path that was typed, or that a compromised page sends, is not granted.
 */
export class PathGrants {
  readonly #port: PathGrantsPort;

  constructor(port: PathGrantsPort) {
    this.#port = port;
  }

  /** Grants a path. To be called only with the result of a native dialog or of a drop. */
  async add(path: string): Promise<void> {
    const realPath = await resolveLinks(path);
    const others = this.#port.chosen().filter((other) => other !== realPath);
    this.#port.save([realPath, ...others].slice(0, maxGrants));
  }

  /**
   * Throws WorkbenchError `unavailable` for the first of `paths` that is neither in a granted path nor
   * in one of the folders `within`. Links are resolved before the comparison.
   */
  async check(paths: readonly string[], within: readonly string[] = []): Promise<void> {
    const allowed = [...this.#port.chosen(), ...(await Promise.all(within.map(resolveLinks)))];
    for (const path of paths)
      if (!(await isAllowed(path, allowed)))
        throw new WorkbenchError(
          'unavailable',
          `'${path}' is not in the project and was not chosen by hand. Choose it with the button beside its field, or drop it on the window.`,
        );
  }
}

async function isAllowed(path: string, allowed: readonly string[]): Promise<boolean> {
  // `..` after a link is ambiguous, and a relative path depends on the working directory.
  if (!isAbsolute(path) || /(^|[\\/])\.\.([\\/]|$)/.test(path) || path.includes('\0')) return false;
  const realPath = await resolveLinks(path);
  return allowed.some(
    (root) => realPath === root || realPath.startsWith(root.endsWith(sep) ? root : root + sep),
  );
}

/** The path with all links resolved. For a path that does not exist, the links of its parent folder. */
async function resolveLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await resolveLinks(parent), basename(path));
  }
}
