import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkbenchError, messageOf } from '#spec/errors';

const sources = ['src-main', 'src-renderer', 'electron.vite.config.ts', 'package.json'];
const outputs = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/**
 * Builds `out/` with electron-vite if it is missing or older than its sources. Throws WorkbenchError
 * `internal` if the build fails. `root`: the folder of the program.
 */
export async function ensureBuilt(root: string, print: (line: string) => void): Promise<void> {
  if (await isBuildFresh(root)) return;
  print('Building the window …');
  try {
    const { build } = await import('electron-vite');
    await build({
      root,
      configFile: join(root, 'electron.vite.config.ts'),
      logLevel: 'warn',
    });
  } catch (error) {
    throw new WorkbenchError('internal', `The window could not be built: ${messageOf(error)}`);
  }
}

/** Whether all outputs exist and are newer than every source file. */
export async function isBuildFresh(root: string): Promise<boolean> {
  const built = await Promise.all(outputs.map((path) => readModifiedMs(join(root, path))));
  const newest = await Promise.all(sources.map((path) => readNewestModifiedMs(join(root, path))));
  return Math.min(...built) > Math.max(...newest);
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
