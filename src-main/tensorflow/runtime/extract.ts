/** Unpacks what the runtime needs of a wheel, which is a zip file. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import { messageOf, WorkbenchError } from '#spec/errors';
import { errorCode } from './file-errors';

export interface ExtractOptions {
  /** Bytes written so far of this wheel. */
  onBytes?: (bytes: number) => void;
  signal?: AbortSignal;
}

export interface ExtractedFile {
  path: string;
  bytes: number;
}

/**
 * Writes the files of `wheel` that `isWanted` names below `folder`, and tells which they were.
 * yauzl refuses names that lead out of the folder and files that are not of the size they claim.
 */
export async function extractWheel(
  wheel: string,
  folder: string,
  isWanted: (path: string) => boolean,
  options: ExtractOptions = {},
): Promise<ExtractedFile[]> {
  const written: ExtractedFile[] = [];
  let bytes = 0;
  const counter = (): Transform =>
    new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        options.onBytes?.(bytes);
        done(null, chunk);
      },
    });
  try {
    const zip = await openPromise(wheel);
    try {
      for await (const entry of zip.eachEntry()) {
        const path = entry.fileName;
        if (path.endsWith('/') || !isWanted(path)) continue;
        const target = join(folder, path);
        await mkdir(dirname(target), { recursive: true });
        // Zip keeps Unix permissions in the upper half; CUDA's own compiler must stay executable.
        const executable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
        await pipeline(
          await zip.openReadStreamPromise(entry),
          counter(),
          createWriteStream(target, { mode: executable ? 0o755 : 0o644 }),
          { signal: options.signal },
        );
        written.push({ path, bytes: entry.uncompressedSize });
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw explain(wheel, folder, error);
  }
  return written;
}

function explain(wheel: string, folder: string, error: unknown): WorkbenchError {
  if (errorCode(error) === 'ENOSPC') {
    return new WorkbenchError(
      'unavailable',
      `The disk became full while ${wheel} was unpacked into ${folder}: make room, or name another place in the environment variable DNI_WORKBENCH_CACHE.`,
    );
  }
  return new WorkbenchError(
    'unavailable',
    `${wheel} could not be unpacked (${messageOf(error)}): delete it and install again.`,
  );
}
