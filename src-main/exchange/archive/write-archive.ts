/** Writes the ZIP file of an archive, one file after the other, so that its size does not decide how much memory it takes. */
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { writeFileInParts } from '#files/file-output';
import { fileError } from '#files/file-errors';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { manifestPath, type ArchivedFile, type ArchiveManifest } from './manifest';
import { statOrNull, type SourceFile } from './source-files';

export interface ArchiveToWrite {
  files: readonly SourceFile[];
  /** The list of contents, when the checksums are known. */
  describe: (files: ArchivedFile[]) => ArchiveManifest;
  /** Whether a file that is there is replaced. */
  overwrite: boolean;
  signal?: AbortSignal;
  /** Is told how far it is, from 0 to 1. */
  report?: (fraction: number) => void;
}

/** A run has a hundred small files, and opening a stream for each takes four times as long as reading it at once. */
const smallBytes = 2 ** 18;

/** All times in the ZIP file itself; those of the files are in the list of contents. */
const zipTime = new Date('2000-01-01T12:00:00Z');
const fileMode = 0o100644;

/**
 * Writes the archive at `path` and returns its size in bytes. Throws `conflict` where a file has changed meanwhile,
 * `unavailable` where one cannot be read or the archive cannot be written, and the reason of the signal; nothing is left
 * behind then.
 */
export async function writeArchive(
  path: string,
  { files, describe, overwrite, signal, report }: ArchiveToWrite,
): Promise<number> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  const onBytes = (count: number): void => {
    done += count;
    report?.(total === 0 ? 1 : Math.min(1, done / total));
  };
  return writeFileInParts(
    path,
    async (output) => {
      const zip = new ZipFile();
      const written: ArchivedFile[] = [];
      let reading: Readable | null = null;
      const failed = new Promise<never>((_, reject) => zip.on('error', reject));
      failed.catch(() => undefined);
      for (const file of files)
        zip.addReadStreamLazy(file.path, optionsOf(file), (give) => {
          reading = Readable.from(readFile(file, written, onBytes), { objectMode: false });
          // The error of the file, in place of the one of a stream that has ended too early.
          reading.on('error', (error) => zip.emit('error', error));
          give(null, reading);
        });
      zip.addReadStreamLazy(manifestPath, { mtime: zipTime, mode: fileMode }, (give) => {
        const content = `${JSON.stringify(describe(written))}\n`;
        assertUnchanged(files).then(
          () => give(null, Readable.from([Buffer.from(content)])),
          (error: unknown) => give(error, Readable.from([])),
        );
      });
      zip.end();
      const pieces = (zip.outputStream as Readable)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const next = await Promise.race([pieces.next(), failed]);
          if (next.done) break;
          await output.write(next.value as Buffer);
        }
      } finally {
        (reading as Readable | null)?.destroy();
        (zip.outputStream as Readable).destroy();
      }
    },
    { overwrite, signal },
  );
}

function optionsOf({ path, bytes }: SourceFile): {
  size: number;
  mtime: Date;
  mode: number;
  compress: boolean;
} {
  // Weights are as good as random: packing them costs a minute for each gigabyte, and saves a twelfth.
  const compress = !path.endsWith('.safetensors');
  return { size: bytes, mtime: zipTime, mode: fileMode, compress };
}

/** The bytes of a file; at its end, an entry with its checksum is added to `written`. */
async function* readFile(
  { path, source, bytes, modifiedMs }: SourceFile,
  written: ArchivedFile[],
  onBytes: (count: number) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let read = 0;
  try {
    const pieces =
      bytes <= smallBytes
        ? [readFileSync(source)]
        : createReadStream(source, { highWaterMark: 2 ** 18 });
    for await (const piece of pieces) {
      const buffer = piece as Buffer;
      hash.update(buffer);
      read += buffer.length;
      if (read > bytes) throw changed(path);
      onBytes(buffer.length);
      yield buffer;
    }
  } catch (error) {
    throw fileError('read', source, error);
  }
  if (read !== bytes) throw changed(path);
  const modified = new Date(Math.round(modifiedMs)).toISOString();
  written.push({ path, bytes, sha256: hash.digest('hex'), modified });
}

/** Throws `conflict` where a file is not the one that was listed: files of different moments would be in one archive. */
async function assertUnchanged(files: readonly SourceFile[]): Promise<void> {
  for (const { path, source, bytes, modifiedMs } of files) {
    const stats = await statOrNull(source);
    if (!stats || stats.size !== bytes || stats.mtimeMs !== modifiedMs) throw changed(path);
  }
}

function changed(path: string): WorkbenchError {
  return new WorkbenchError(
    'conflict',
    `${quote(path, 200)} has changed while the archive was written. Export it again when nothing trains or changes it.`,
  );
}
