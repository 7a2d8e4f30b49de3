/** Extracts the files that the runtime needs from a wheel, which is a zip file. */
import { createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeFolders } from '#files/create-folders';
import { openPromise } from 'yauzl';
import { errorCode } from '#files/file-errors';
import { messageOf, WorkbenchError } from '#spec/errors';

export interface ExtractOptions {
  /** Called with the bytes of this wheel written so far. */
  onBytes?: (bytes: number) => void;
  signal?: AbortSignal;
}

export interface ExtractedFile {
  path: string;
  bytes: number;
}

/**
 * Extracts the files of `wheel` that `isWanted` accepts into `folder` and returns their paths and
 * sizes. yauzl rejects paths that leave the folder and files whose size differs from the zip entry.
 * Throws WorkbenchError `unavailable` if the wheel cannot be extracted, and the signal's reason on
 * abort.
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
        await makeFolders(dirname(target));
        // The upper 16 bits hold the Unix permissions. The compiler of CUDA must stay executable.
        const isExecutable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
        await pipeline(
          await zip.openReadStreamPromise(entry),
          counter(),
          createWriteStream(target, { mode: isExecutable ? 0o755 : 0o644 }),
          { signal: options.signal },
        );
        written.push({ path, bytes: entry.uncompressedSize });
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw unpackError(wheel, folder, error);
  }
  return written;
}

function unpackError(wheel: string, folder: string, error: unknown): WorkbenchError {
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
