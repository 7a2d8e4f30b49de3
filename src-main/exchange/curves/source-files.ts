import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import { fileError } from '#files/file-errors';
import type { ImportedRun } from '#spec/run';

type SourceFile = ImportedRun['imported']['files'][number];

/** Name, size and checksum of files, as a run records them. `source`: what the names are relative to. */
export async function describeFiles(
  paths: readonly string[],
  source: string,
): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of paths) {
    const { bytes, sha256 } = await hashFile(path);
    const name = relative(source, path).split(sep).join('/') || basename(path);
    files.push({ name, bytes, sha256 });
  }
  return files;
}

/** The size and the checksum of a file, or of its first bytes. */
async function hashFile(path: string, limit = Infinity): Promise<Omit<SourceFile, 'name'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    // `end` is inclusive.
    for await (const chunk of createReadStream(path, { end: limit - 1 })) {
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
  } catch (error) {
    throw fileError('read', path, error);
  }
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * Whether files are those that a run was imported from, with nothing but new lines at their ends and new files beside
 * them, as a training that goes on writes. Their folder may have been moved.
 */
export async function continuesFiles(
  paths: readonly string[],
  known: readonly SourceFile[],
): Promise<boolean> {
  const byName = new Map(paths.map((path) => [basename(path), path]));
  for (const file of known) {
    const path = byName.get(basename(file.name));
    if (path === undefined) return false;
    const size = (await stat(path).catch(() => null))?.size ?? 0;
    if (size < file.bytes || file.bytes === 0) return false;
    if ((await hashFile(path, file.bytes)).sha256 !== file.sha256) return false;
  }
  return known.length > 0;
}
