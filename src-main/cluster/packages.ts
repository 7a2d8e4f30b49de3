/**
 * Packs files into zip files of limited size, which places know by their checksums: what many jobs share travels once, a
 * connection that breaks costs one of them, and no place's limit on one file counts for a data set.
 *
 *     const { groups, cutFiles } = planPackages(files);
 *     const packages = await writePackages(folder, groups);
 *
 * A file that is larger than a package is cut into pieces, which the job on its node puts together again.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { makeFolders } from '#files/create-folders';
import { pieceName, type JobFile } from './node/job-file';

export interface Package {
  file: string;
  sha256: string;
  bytes: number;
}

export interface FileToPack {
  /** Its path in the folder that the packages are unpacked into, with slashes. */
  name: string;
  path: string;
  bytes: number;
}

/** What one package has: texts, and files or pieces of them. */
export type PackageEntry =
  { name: string; text: string; isCommand?: boolean } | (FileToPack & { start: number });

export interface PackagePlan {
  groups: PackageEntry[][];
  cutFiles: JobFile['cutFiles'];
}

/** Bytes of the files in one package: Ray takes 100 MiB, and files that are packed already do not get smaller. */
const defaultMaxBytes = 64 * 2 ** 20;

/** All times in a package: the same content gives the same checksum. */
const zipTime = new Date('2000-01-01T12:00:00Z');
const [fileMode, commandMode] = [0o100644, 0o100755];

/** Which files, and which pieces of them, each package has. The same for the same files. */
export function planPackages(
  files: readonly FileToPack[],
  maxBytes = defaultMaxBytes,
): PackagePlan {
  const plan: PackagePlan = { groups: [], cutFiles: [] };
  let room = 0;
  const add = (entry: PackageEntry & { bytes: number }): void => {
    if (entry.bytes > room || plan.groups.length === 0) {
      plan.groups.push([]);
      room = maxBytes;
    }
    plan.groups.at(-1)?.push(entry);
    room -= entry.bytes;
  };
  for (const file of files) {
    const pieces = Math.ceil(file.bytes / maxBytes);
    if (pieces <= 1) {
      add({ ...file, start: 0 });
      continue;
    }
    plan.cutFiles.push({ name: file.name, pieces });
    for (let piece = 0; piece < pieces; piece++) {
      const start = piece * maxBytes;
      const bytes = Math.min(maxBytes, file.bytes - start);
      add({ ...file, name: pieceName(file.name, piece), start, bytes });
    }
  }
  return plan;
}

/**
 * Writes each group as a zip file into the folder, which is made. Throws the error of the file system, or that of the signal
 * where it is aborted.
 */
export async function writePackages(
  folder: string,
  groups: readonly (readonly PackageEntry[])[],
  signal?: AbortSignal,
): Promise<Package[]> {
  await makeFolders(folder);
  const packages: Package[] = [];
  for (const [index, entries] of groups.entries())
    packages.push(await writePackage(join(folder, `${index}.zip`), entries, signal));
  return packages;
}

async function writePackage(
  file: string,
  entries: readonly PackageEntry[],
  signal?: AbortSignal,
): Promise<Package> {
  const zip = new ZipFile();
  const output = zip.outputStream as PassThrough;
  let reading: ReadStream | null = null;
  zip.on('error', (error: Error) => output.destroy(error));
  for (const entry of entries) {
    const options = { mtime: zipTime, mode: fileMode };
    if ('text' in entry)
      zip.addBuffer(Buffer.from(entry.text), entry.name, {
        ...options,
        mode: entry.isCommand ? commandMode : fileMode,
      });
    else if (entry.bytes === 0) zip.addBuffer(Buffer.alloc(0), entry.name, options);
    else {
      // What has grown since is not what was asked for.
      const { path, start, bytes, name } = entry;
      zip.addReadStreamLazy(name, options, (done) => {
        reading = createReadStream(path, { start, end: start + bytes - 1 });
        reading.on('error', (error) => zip.emit('error', error));
        done(null, reading);
      });
    }
  }
  zip.end();
  const hash = createHash('sha256');
  async function* hashed(source: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer | string> {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  }
  try {
    await pipeline(output, hashed, createWriteStream(file), { signal });
  } finally {
    (reading as ReadStream | null)?.destroy();
  }
  return { file, sha256: hash.digest('hex'), bytes: (await stat(file)).size };
}
