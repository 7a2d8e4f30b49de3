/**
 * A model of what a disk can hold after a power cut. Until a file is synced, a part of its content may be missing; until
 * a folder is synced, each change of its names since the last time may or may not be on the disk, in any combination.
 * File systems with a journal keep more than that.
 *
 *     const { during, after } = await powerCutStates(folder, () => writeFileDurably(join(folder, 'a'), 'new'));
 *     for (const tree of during) ...   // { a: 'old' } or { a: 'new' }, with or without a temporary file
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { FilePromises } from './faulty-files';

/** The files and folders in a folder by name; the bytes of a file as a latin1 string. */
export interface Tree {
  [name: string]: string | Tree;
}

interface SimulatedFile {
  content: string;
  synced: string;
}

class SimulatedFolder {
  readonly names = new Map<string, SimulatedFile | SimulatedFolder>();
  readonly synced = new Map<string, SimulatedFile | SimulatedFolder>();
  pending: NameChange[] = [];
}

/** One change of the names in a folder, which is on the disk as a whole or not at all. Null: the name is removed. */
type NameChange = readonly (readonly [string, SimulatedFile | SimulatedFolder | null])[];

let disk: SimulatedDisk | null = null;

/**
 * The states in which a power cut during `work`, and one after it, can leave the folder `root`. What is there before is
 * synced. Errors of `work` are the caller's to catch.
 */
export async function powerCutStates(
  root: string,
  work: () => Promise<void>,
): Promise<{ during: Tree[]; after: Tree[] }> {
  const current = await SimulatedDisk.of(root);
  disk = current;
  try {
    await work();
  } finally {
    disk = null;
  }
  const after = new Map<string, Tree>();
  current.collectStates(after);
  return { during: [...current.states.values()], after: [...after.values()] };
}

/** Writes a tree into an existing folder. */
export async function writeTree(folder: string, tree: Tree): Promise<void> {
  for (const [name, content] of Object.entries(tree)) {
    const path = join(folder, name);
    if (typeof content === 'string') await writeFile(path, content, 'latin1');
    else {
      await mkdir(path);
      await writeTree(path, content);
    }
  }
}

class SimulatedDisk {
  readonly #root: string;
  readonly #folder: SimulatedFolder;
  /** All states until now, by their JSON. */
  readonly states = new Map<string, Tree>();

  private constructor(root: string, folder: SimulatedFolder) {
    this.#root = root;
    this.#folder = folder;
    this.collectStates(this.states);
  }

  static async of(root: string): Promise<SimulatedDisk> {
    return new SimulatedDisk(root, await readFolder(root));
  }

  /** The file or folder at a path; undefined where there is none or the path is outside of the disk. */
  find(path: string): SimulatedFile | SimulatedFolder | undefined {
    let found: SimulatedFile | SimulatedFolder | undefined = this.#folder;
    const parts = relative(this.#root, path).split(sep).filter(Boolean);
    for (const name of parts)
      found = found instanceof SimulatedFolder ? found.names.get(name) : undefined;
    return found;
  }

  /** Changes names of the folder that holds `path`. */
  change(path: string, ...changes: NameChange): void {
    const folder = this.find(dirname(path));
    if (!(folder instanceof SimulatedFolder)) throw new Error(`'${path}' is not on the disk`);
    applyChange(folder.names, changes);
    folder.pending.push(changes);
    this.collectStates(this.states);
  }

  write(file: SimulatedFile, content: string): void {
    file.content = content;
    this.collectStates(this.states);
  }

  remove(path: string): void {
    const found = this.find(path);
    if (!found) return;
    if (found instanceof SimulatedFolder)
      for (const name of [...found.names.keys()].sort()) this.remove(join(path, name));
    this.change(path, [basename(path), null]);
  }

  /** Adds every state that a power cut can leave at this moment. */
  collectStates(states: Map<string, Tree>): void {
    const pending: NameChange[] = [];
    const visit = (folder: SimulatedFolder): void => {
      pending.push(...folder.pending);
      const all = new Set([...folder.names.values(), ...folder.synced.values()]);
      for (const each of all) if (each instanceof SimulatedFolder) visit(each);
    };
    visit(this.#folder);
    for (const kept of combinations(pending))
      for (const fraction of [0, 0.5, 1]) {
        const tree = treeOf(this.#folder, kept, fraction);
        states.set(JSON.stringify(tree), tree);
      }
  }
}

/** All combinations of few changes; of many, those without one, with one alone, and each beginning. */
function combinations(changes: readonly NameChange[]): Set<NameChange>[] {
  if (changes.length <= 6)
    return Array.from(
      { length: 2 ** changes.length },
      (_, bits) => new Set(changes.filter((__, index) => (bits >> index) & 1)),
    );
  return changes.flatMap((change, index) => [
    new Set(changes.slice(0, index)),
    new Set([change]),
    new Set(changes.filter((other) => other !== change)),
    new Set(changes),
  ]);
}

/** `fraction`: how much of the content that is not synced is on the disk. */
function treeOf(folder: SimulatedFolder, kept: ReadonlySet<NameChange>, fraction: number): Tree {
  const names = new Map(folder.synced);
  for (const change of folder.pending) if (kept.has(change)) applyChange(names, change);
  const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    sorted.map(([name, each]) => {
      if (each instanceof SimulatedFolder) return [name, treeOf(each, kept, fraction)];
      const { content, synced } = each;
      if (content === synced) return [name, content];
      return [name, fraction === 0 ? synced : content.slice(0, content.length * fraction)];
    }),
  );
}

function applyChange(
  names: Map<string, SimulatedFile | SimulatedFolder>,
  change: NameChange,
): void {
  for (const [name, each] of change)
    if (each) names.set(name, each);
    else names.delete(name);
}

async function readFolder(path: string): Promise<SimulatedFolder> {
  const folder = new SimulatedFolder();
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) folder.names.set(entry.name, await readFolder(child));
    else {
      const content = await readFile(child, 'latin1');
      folder.names.set(entry.name, { content, synced: content });
    }
  }
  for (const [name, each] of folder.names) folder.synced.set(name, each);
  return folder;
}

/** The functions of `node:fs/promises`; those that change the disk tell the simulation what they have done. */
export function recordedFiles(actual: FilePromises): FilePromises {
  const recorded: Partial<FilePromises> = {
    async mkdir(path: string, options: object) {
      await actual.mkdir(path, options);
      disk?.change(path, [basename(path), new SimulatedFolder()]);
    },
    async rename(from: string, to: string) {
      const moved = disk?.find(from);
      await actual.rename(from, to);
      if (moved) disk?.change(to, [basename(from), null], [basename(to), moved]);
    },
    async rm(path: string, options: object) {
      await actual.rm(path, options);
      disk?.remove(path);
    },
    async open(path: string, flags: string) {
      const handle = await actual.open(path, flags);
      if (!disk) return handle;
      if (flags.startsWith('w') && !disk.find(path))
        disk.change(path, [basename(path), { content: '', synced: '' }]);
      const found = disk.find(path);
      if (!found) return handle;
      if (flags.startsWith('w') && !(found instanceof SimulatedFolder)) disk.write(found, '');
      return recordedHandle(handle, found);
    },
  } as unknown as Partial<FilePromises>;
  const all = { ...actual, ...recorded };
  return { ...all, default: all } as unknown as FilePromises;
}

function recordedHandle(handle: FileHandle, found: SimulatedFile | SimulatedFolder): FileHandle {
  const recorded: Record<string, (content: string | Uint8Array) => Promise<void>> = {
    async writeFile(content) {
      await handle.writeFile(content);
      if (!(found instanceof SimulatedFolder))
        disk?.write(found, Buffer.from(content as string).toString('latin1'));
    },
    async sync() {
      await handle.sync();
      if (found instanceof SimulatedFolder) {
        found.pending = [];
        found.synced.clear();
        for (const [name, each] of found.names) found.synced.set(name, each);
      } else found.synced = found.content;
    },
  };
  return new Proxy(handle, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      const own = recorded[String(key)];
      if (own) return own;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
