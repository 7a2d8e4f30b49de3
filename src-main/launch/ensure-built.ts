import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolders } from '#files/create-folders';
import { acquireLock } from '#files/lock';
import { moveDirectoryIntoPlace } from '#files/replace-directory';
import { scriptArguments, scriptBeside } from '#files/script';
import { WorkbenchError, messageOf } from '#spec/errors';

const sources = [
  'src-main',
  'src-renderer',
  // The help is part of the window.
  'resources/help',
  'electron.vite.config.ts',
  'package.json',
];
/** Electron needs main, preload and renderer, a browser the renderer alone, and the nodes of a cluster the last. */
const outputs = {
  main: 'out/main/index.js',
  preload: 'out/preload/index.cjs',
  renderer: 'out/renderer/index.html',
  node: 'out/node/cli.js',
} as const;

export type BuiltPart = keyof typeof outputs;
export type WindowPart = Exclude<BuiltPart, 'node'>;
/** With the program for nodes, which Electron's processes cannot build. */
export const electronParts: readonly BuiltPart[] = ['main', 'preload', 'renderer', 'node'];
export const browserParts: readonly BuiltPart[] = ['renderer'];

/** The folder in which a part is built, before it takes the place of `out/<part>`: a window may be open that needs that. */
export const partialFolder = (root: string, part: BuiltPart): string =>
  join(root, 'out', `${part}.partial`);

/**
 * Builds those of the parts in `out/` that are missing or older than their sources; what is there stays until all are
 * built. Where another process builds, it waits for that one. Throws WorkbenchError `internal` if the build fails.
 * `root`: the folder of the program. `build` puts each part into its `partialFolder`.
 */
export async function ensureBuilt(
  root: string,
  parts: readonly BuiltPart[],
  build = buildInProcess,
): Promise<void> {
  if ((await listStaleParts(root, parts)).length === 0) return;
  await makeFolders(join(root, 'out'));
  const lock = await acquireLock(join(root, 'out', '.build.lock'));
  try {
    const stale = await listStaleParts(root, parts);
    if (stale.length === 0) return;
    await build(root, stale);
    for (const part of stale)
      await moveDirectoryIntoPlace(partialFolder(root, part), join(root, 'out', part));
  } finally {
    await lock.release();
  }
}

/** Builds in a process of its own, so that this one can install the runtime and answer a browser meanwhile. */
async function buildInProcess(root: string, parts: readonly BuiltPart[]): Promise<void> {
  const child = scriptBeside(import.meta.url, 'build-child');
  try {
    await promisify(execFile)(process.execPath, [...scriptArguments(child), child, root, ...parts]);
  } catch (error) {
    const output = (error as { stderr?: string }).stderr?.trim();
    throw new WorkbenchError(
      'internal',
      `The program could not be built: ${output || messageOf(error)}`,
    );
  }
}

/** The parts that are missing or not newer than every source file. */
export async function listStaleParts(
  root: string,
  parts: readonly BuiltPart[],
): Promise<BuiltPart[]> {
  const paths = sources.map((path) => readNewestModifiedMs(join(root, path)));
  const newest = Math.max(...(await Promise.all(paths)));
  const built = await Promise.all(parts.map((part) => readModifiedMs(join(root, outputs[part]))));
  return parts.filter((_, index) => (built[index] ?? -Infinity) <= newest);
}

/** Modification time in ms, or -Infinity if the path is not a file. The time of a folder is meaningless. */
async function readModifiedMs(path: string): Promise<number> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() ? stats.mtimeMs : -Infinity;
}

async function readNewestModifiedMs(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const times = files.map((entry) => readModifiedMs(join(entry.parentPath, entry.name)));
  return Math.max(await readModifiedMs(path), ...(await Promise.all(times)));
}
