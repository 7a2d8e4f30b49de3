import { errorCode } from '#files/file-errors';
import type { CorpusFile } from '#spec/corpora';
import { messageOf, WorkbenchError } from '#spec/errors';
import { algorithmNames } from './checksum';

const diskCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EFBIG', 'ENOTDIR'];

/** Whether the disk of this machine failed, not the network. */
export function isDiskError(error: unknown): boolean {
  return diskCodes.includes(errorCode(error));
}

/** An `unavailable` error for a folder that cannot be written. */
export function diskError(folder: string, error: unknown): WorkbenchError {
  const full = ['ENOSPC', 'EDQUOT'].includes(errorCode(error));
  return new WorkbenchError(
    'unavailable',
    full
      ? `The disk of '${folder}' is full. Make room and fetch again: what has arrived is kept.`
      : `'${folder}' cannot be written (${messageOf(error)}). Mend that and fetch again.`,
  );
}

const manualDownloadHint =
  "get the file by hand and give it with --from, or in the window with 'I have the files'";

/** The host did not answer the request. */
export function unreachableError(url: string, reason: string): WorkbenchError {
  return new WorkbenchError(
    'unavailable',
    `${new URL(url).host} cannot be reached: ${reason}. Check the network and fetch again, or ${manualDownloadHint}.`,
    { url },
  );
}

/** The connection broke after `kept` bytes of the file, which stay on the disk. */
export function connectionLostError(
  url: string,
  file: CorpusFile,
  kept: number,
  reason: string,
): WorkbenchError {
  const of = `${kept.toLocaleString('en')} of the ${file.bytes.toLocaleString('en')} bytes of '${file.name}'`;
  return new WorkbenchError(
    'unavailable',
    `The connection to ${new URL(url).host} broke after ${of}: ${reason}. Fetch again to go on from there.`,
    { url },
  );
}

/** The server answered with another status than the file. */
export function httpStatusError(url: string, { name }: CorpusFile, status: number): WorkbenchError {
  const sentence = [404, 410].includes(status)
    ? `'${name}' is no longer at ${url} (HTTP ${status}): ${manualDownloadHint}.`
    : `${new URL(url).host} does not give '${name}' (HTTP ${status}). Try again later, or ${manualDownloadHint}.`;
  return new WorkbenchError('unavailable', sentence, { url, status });
}

/** What arrived is not the known file; `fault` is the end of a sentence, as `findMismatch` gives it. */
export function wrongFileError(
  { name, checksum }: CorpusFile,
  url: string,
  fault: string,
): WorkbenchError {
  const known = checksum ? `its ${algorithmNames[checksum.algorithm]}` : 'its size';
  return new WorkbenchError(
    'unavailable',
    `'${name}' from ${new URL(url).host} is not the file that this program knows by ${known}: ${fault}. It was deleted; fetch again later, or get the file by hand and import it as data of your own.`,
    { url },
  );
}
