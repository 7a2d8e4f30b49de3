/** Symbolic links: where a path really leads, and whether a folder holds links that lead elsewhere. */
import { readdirSync, type Dirent } from 'node:fs';
import { readlink, realpath } from 'node:fs/promises';
import { isAbsolute, join, parse, sep } from 'node:path';
import { takeTurn } from '#files/take-turn';

/** More links than this in one path are a loop, as for the system. */
const maxLinks = 40;

/**
 * The absolute path with all links resolved, also where nothing exists at its end: a link whose target is missing
 * leads to the place where a write would create it.
 */
export async function resolveLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return resolveByParts(path);
  }
}

/** Follows one part of the path after the other, because `..` after a link belongs to the target of the link. */
async function resolveByParts(path: string): Promise<string> {
  let resolved = parse(path).root;
  let links = 0;
  const pending = partsOf(path);
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    // `resolved` has no links, so `join` may remove its last part for `..`.
    const next = join(resolved, part);
    const target = links < maxLinks ? await readlink(next).catch(() => null) : null;
    if (target === null) {
      resolved = next;
      continue;
    }
    links += 1;
    pending.unshift(...partsOf(target));
    if (isAbsolute(target)) resolved = parse(target).root;
  }
  return resolved;
}

function partsOf(path: string): string[] {
  const relative = path.slice(parse(path).root.length);
  return relative.split(sep === '\\' ? /[\\/]/ : sep).filter((part) => part !== '');
}

/** Whether a path is one of the folders or files `roots`, or lies in one. All are without links. */
export function isWithin(path: string, roots: readonly string[]): boolean {
  return roots.some(
    (root) => path === root || path.startsWith(root.endsWith(sep) ? root : root + sep),
  );
}

/** A path and the place outside of the allowed folders to which a link in it leads. */
export interface LinkOut {
  path: string;
  target: string;
}

/**
 * Finds a link that leads out of `roots`: in the path itself, or in the folder at the path, `depth` levels down. Null
 * where there is none. Links that stay within the roots are followed.
 */
export async function findLinkOut(
  path: string,
  depth: number,
  roots: readonly string[],
): Promise<LinkOut | null> {
  /** The folders that were searched with their depths, so that many links to one folder cost one search. */
  const searched = new Map<string, number>();

  async function findAt(at: string, levels: number): Promise<LinkOut | null> {
    const target = await resolveLinks(at);
    if (!isWithin(target, roots)) return { path: at, target };
    return findInFolder(target, at, levels);
  }

  async function findInFolder(folder: string, at: string, levels: number): Promise<LinkOut | null> {
    if (levels <= (searched.get(folder) ?? 0)) return null;
    searched.set(folder, levels);
    await takeTurn();
    for (const entry of listEntries(folder)) {
      const isFolder = entry.isDirectory() && levels > 1;
      if (!isFolder && !entry.isSymbolicLink()) continue;
      const entryPath = join(at, entry.name);
      const link = isFolder
        ? await findInFolder(join(folder, entry.name), entryPath, levels - 1)
        : await findAt(entryPath, levels - 1);
      if (link) return link;
    }
    return null;
  }

  return findAt(path, depth);
}

/** The entries of a folder; none where it cannot be read. A promise for each of a thousand folders would take longer. */
function listEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
