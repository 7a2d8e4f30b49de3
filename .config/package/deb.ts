/**
 * Makes the Debian package from the folder of the unpacked program, with dpkg-deb alone: electron-builder
 * needs fpm for it, which Debian does not have, and electron-installer-debian needs a newer Node than the
 * program and registers no file types. The package runs no scripts when it is installed or removed: the
 * packages of Debian that keep the lists of programs, file types and icons notice its files by themselves.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  copyFile,
  link,
  mkdir,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { messageOf, WorkbenchError } from '#spec/errors';
import { debianArchitecture, debianVersion, formatControl, neededGlibc } from './deb-control';

const run = promisify(execFile);
const name = 'dni-workbench';
/** The files outside of the folder of the program, at the places where they are installed. */
const systemFiles = fileURLToPath(new URL('debian', import.meta.url));
const icon = fileURLToPath(new URL('../../src-renderer/public/icon.svg', import.meta.url));
const iconSizes = [32, 48, 128, 256, 512];

/** How dpkg-deb compresses the package, with its level. */
const compressions = { xz: 6, zstd: 9, gzip: 1, none: 0 };
export type Compression = keyof typeof compressions;
export const compressionNames = Object.keys(compressions) as Compression[];

export interface DebOptions {
  /** The unpacked program. */
  folder: string;
  version: string;
  output: string;
  compression: Compression;
}

/** Throws `unavailable` where there is no dpkg-deb. */
export async function requireDpkgDeb(command = 'dpkg-deb'): Promise<void> {
  await run(command, ['--version']).catch((error: unknown) => {
    throw new WorkbenchError(
      'unavailable',
      `A deb is made with dpkg-deb, which cannot be run here (${messageOf(error)}): install the package dpkg, which every Debian and Ubuntu has, or make another target.`,
    );
  });
}

/** Returns the path of the package. Throws `unavailable` if dpkg-deb is missing or fails. */
export async function makeDeb({
  folder,
  version,
  output,
  compression,
}: DebOptions): Promise<string> {
  await requireDpkgDeb();
  const architecture = debianArchitecture(process.arch);
  const file = join(output, `${name}_${debianVersion(version)}_${architecture}.deb`);
  const root = join(output, `${name}-deb`);
  const umask = process.umask(0o022);
  try {
    await rm(root, { recursive: true, force: true });
    await placeFolder(folder, join(root, 'usr/lib', name));
    await placeFolder(systemFiles, root);
    await mkdir(join(root, 'usr/bin'));
    await symlink(`../lib/${name}/${name}`, join(root, 'usr/bin', name));
    await drawThemeIcons(join(root, 'usr/share/icons/hicolor'));
    await writeControl(root, { version, architecture });
    const level = compressions[compression];
    await run('dpkg-deb', [
      ...['--root-owner-group', `-Z${compression}`, `-z${level}`],
      ...['--build', root, file],
    ]).catch((error: unknown) => {
      throw new WorkbenchError('unavailable', `dpkg-deb made no package: ${messageOf(error)}`);
    });
    return file;
  } finally {
    process.umask(umask);
    await rm(root, { recursive: true, force: true });
  }
}

/** The files below a folder, in the order of their names. */
async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Puts the files of a folder into another, with the permissions that they have in a package, whatever the umask of the builder. */
async function placeFolder(folder: string, target: string): Promise<void> {
  for (const file of await listFiles(folder)) {
    const place = join(target, relative(folder, file));
    await mkdir(dirname(place), { recursive: true });
    const { mode } = await stat(file);
    const permissions = permissionsOf(file, mode);
    // TensorFlow and Electron take 700 MB, of which no copy is needed.
    const isLinked = (mode & 0o7777) === permissions && (await link(file, place).then(yes, no));
    if (isLinked) continue;
    await copyFile(file, place);
    await chmod(place, permissions);
  }
}
const yes = (): boolean => true;
const no = (): boolean => false;

function permissionsOf(file: string, mode: number): number {
  // Chromium's sandbox is set-user-ID root, for systems that do not let users create namespaces.
  if (file.endsWith('/chrome-sandbox')) return 0o4755;
  return mode & 0o100 ? 0o755 : 0o644;
}

async function drawThemeIcons(folder: string): Promise<void> {
  for (const size of iconSizes) {
    const place = join(folder, `${size}x${size}/apps/${name}.png`);
    await mkdir(dirname(place), { recursive: true });
    await sharp(icon, { density: 1200 }).resize(size, size).png().toFile(place);
  }
}

/** Writes the control file and the checksums, by which `dpkg --verify` finds changed files. */
async function writeControl(
  root: string,
  of: { version: string; architecture: string },
): Promise<void> {
  let bytes = 0;
  let glibc = 0;
  const sums = [];
  for (const file of await listFiles(root)) {
    const content = await readFile(file);
    bytes += content.length;
    if (content.subarray(1, 4).toString() === 'ELF')
      glibc = Math.max(glibc, neededGlibc(content) ?? 0);
    sums.push(`${createHash('md5').update(content).digest('hex')}  ${relative(root, file)}\n`);
  }
  const control = join(root, 'DEBIAN');
  await mkdir(control);
  await writeFile(join(control, 'control'), formatControl({ ...of, bytes, glibc: `2.${glibc}` }));
  await writeFile(join(control, 'md5sums'), sums.join(''));
}
