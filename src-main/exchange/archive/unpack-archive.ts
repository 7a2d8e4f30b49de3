import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, utimes } from 'node:fs/promises';
import { syncDirectory } from '#files/durable-write';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeFolders } from '#files/create-folders';
import { errorCode, fileError } from '#files/file-errors';
import { freeBytes } from '#files/free-bytes';
import { mapLimited } from '#files/map-limited';
import { messageOf, WorkbenchError } from '#spec/errors';
import { formatBytes } from '#spec/format-bytes';
import { quote } from '#spec/quote';
import type { ArchivedFile } from './manifest';
import { damagedArchive, type OpenArchive } from './open-archive';

export interface UnpackOptions {
  signal?: AbortSignal;
  /** Is told how far it is, from 0 to 1. */
  report?: (fraction: number) => void;
}

/** What is left free on the disk: a run that trains needs room for its curves. */
const spareBytes = 200e6;
/** Files that are unpacked at the same time: each waits for the disk. */
const openFiles = 8;
/** Bytes after which the free space is looked at again. */
const checkSpaceEvery = 64e6;

/**
 * Unpacks all files of an archive below a folder, under their paths, and compares their sizes and checksums. Throws
 * `validation` where the archive is damaged, `unavailable` where the disk has no room for it or fails, and the reason of
 * the signal.
 */
export async function unpackArchive(
  archive: OpenArchive,
  folder: string,
  { signal, report }: UnpackOptions = {},
): Promise<void> {
  assertRoom(archive, folder, archive.bytes);
  let done = 0;
  let checkedAt = 0;
  const onBytes = (count: number): void => {
    done += count;
    report?.(archive.bytes === 0 ? 1 : done / archive.bytes);
    if (done - checkedAt < checkSpaceEvery) return;
    checkedAt = done;
    assertRoom(archive, folder, archive.bytes - done);
  };
  const { files } = archive.manifest;
  const folders = new Set(files.map(({ path }) => dirname(join(folder, path))));
  for (const path of folders) await makeFolder(path);
  await forEachAtOnce(files, async (file) => {
    signal?.throwIfAborted();
    await unpackFile(archive, file, join(folder, file.path), { signal, onBytes });
  });
  for (const path of folders) await syncDirectory(path);
}

/** Does the work for all files, some at the same time. After the first error, it ends when none is at work any more. */
async function forEachAtOnce(
  files: readonly ArchivedFile[],
  work: (file: ArchivedFile) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  await mapLimited(files, openFiles, async (file) => {
    if (failures.length > 0) return;
    await work(file).catch((error: unknown) => failures.push(error));
  });
  if (failures.length > 0) throw failures[0];
}

async function unpackFile(
  archive: OpenArchive,
  { path, bytes, sha256, modified }: ArchivedFile,
  target: string,
  { signal, onBytes }: { signal?: AbortSignal; onBytes: (count: number) => void },
): Promise<void> {
  const hash = createHash('sha256');
  let count = 0;
  const observe = new Transform({
    transform(piece: Buffer, _encoding, done) {
      try {
        hash.update(piece);
        count += piece.length;
        onBytes(piece.length);
        done(null, piece);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  const source: Readable = await archive.read(path);
  try {
    // `wx`: where anything is in the place already, it is neither followed nor overwritten.
    await pipeline(source, observe, createWriteStream(target, { flags: 'wx' }), { signal });
    await syncFile(target);
    await utimes(target, new Date(modified), new Date(modified));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof WorkbenchError) throw error;
    if (isDiskError(error)) throw fileError('written', target, error, bytes);
    throw damagedArchive(
      archive.name,
      `${quote(path, 200)} cannot be unpacked (${messageOf(error)})`,
    );
  }
  if (count !== bytes || hash.digest('hex') !== sha256)
    throw damagedArchive(archive.name, `the checksum of ${quote(path, 200)} does not fit`);
}

/** Waits until the file is on the disk: it is moved to its place, and must be whole there after a power cut. */
async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await makeFolders(path);
  } catch (error) {
    throw fileError('written', path, error);
  }
}

/** Errors of the file system have such codes; those of unpacking have others, or none. */
function isDiskError(error: unknown): boolean {
  return /^E[A-Z]+$/.test(errorCode(error));
}

function assertRoom({ name }: OpenArchive, folder: string, bytes: number): void {
  const free = freeBytes(folder);
  if (free === null || bytes + spareBytes <= free) return;
  throw new WorkbenchError(
    'unavailable',
    `The archive ${name} needs ${formatBytes(bytes)}, and ${formatBytes(free)} are free on the disk of ${quote(folder, 200)}. Free some space, or import it on another disk.`,
  );
}
