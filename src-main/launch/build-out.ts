import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkbenchError, messageOf } from '#spec/errors';

const sources = ['src-main', 'src-renderer', 'electron.vite.config.ts', 'package.json'];
const results = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'];

/** Builds `out/` where it is missing or older than its sources. Throws where the build fails. */
export async function buildOut(root: string, print: (line: string) => void): Promise<void> {
  if (await isFresh(root)) return;
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

/** Whether everything built is there, and newer than every source. */
export async function isFresh(root: string): Promise<boolean> {
  const built = await Promise.all(results.map((path) => modified(join(root, path))));
  const newest = await Promise.all(sources.map((path) => newestIn(join(root, path))));
  return Math.min(...built) > Math.max(...newest);
}

/** Milliseconds, or -Infinity where there is no such file. A folder's own time says nothing. */
async function modified(path: string): Promise<number> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? found.mtimeMs : -Infinity;
}

async function newestIn(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const times = files.map((entry) => modified(join(entry.parentPath, entry.name)));
  return Math.max(await modified(path), ...(await Promise.all(times)));
}
