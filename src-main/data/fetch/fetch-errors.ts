import type { CorpusFile } from '#spec/corpora';
import { messageOf, WorkbenchError } from '#spec/errors';
import { algorithmNames } from './checksum';

/** The code of a system error; '' where it is none. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const diskCodes = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO', 'EFBIG', 'ENOTDIR'];

/** Whether it is this machine's disk that failed, and not the network. */
export function isDiskError(error: unknown): boolean {
  return diskCodes.includes(codeOf(error));
}

/** What the disk refused, in a sentence. */
export function diskError(folder: string, error: unknown): WorkbenchError {
  const full = ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
  return new WorkbenchError(
    'unavailable',
    full
      ? `The disk of '${folder}' is full. Make room and fetch again: what has arrived is kept.`
      : `'${folder}' cannot be written (${messageOf(error)}). Mend that and fetch again.`,
  );
}

const reasons: Record<string, string> = {
  ENOTFOUND: 'its name is not known to this network',
  EAI_AGAIN: 'its name cannot be looked up now',
  ECONNREFUSED: 'it refuses connections',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it does not answer',
  ENETUNREACH: 'there is no network',
  EHOSTUNREACH: 'there is no way to it',
};

/** Why a host was not reached, as the end of a sentence. */
export function networkReason(error: unknown): string {
  const code = codeOf(error);
  // Several addresses of one host failed, each in its own way.
  if (error instanceof AggregateError && error.errors.length > 0)
    return reasons[code] ?? networkReason(error.errors[0]);
  if (/CERT|TLS|SSL/.test(code)) return `its certificate is not trusted (${code})`;
  return reasons[code] ?? messageOf(error);
}

const byHand =
  "get the file by hand and give it with --from, or in the window with 'I have the files'";

export function unreachable(url: string, reason: string): WorkbenchError {
  return new WorkbenchError(
    'unavailable',
    `${new URL(url).host} cannot be reached: ${reason}. Check the network and fetch again, or ${byHand}.`,
    { url },
  );
}

export function cut(url: string, file: CorpusFile, kept: number, reason: string): WorkbenchError {
  const of = `${kept.toLocaleString('en')} of the ${file.bytes.toLocaleString('en')} bytes of '${file.name}'`;
  return new WorkbenchError(
    'unavailable',
    `The connection to ${new URL(url).host} broke after ${of}: ${reason}. Fetch again to go on from there.`,
    { url },
  );
}

export function refused(url: string, { name }: CorpusFile, status: number): WorkbenchError {
  const sentence = [404, 410].includes(status)
    ? `'${name}' is no longer at ${url} (HTTP ${status}): ${byHand}.`
    : `${new URL(url).host} does not give '${name}' (HTTP ${status}). Try again later, or ${byHand}.`;
  return new WorkbenchError('unavailable', sentence, { url, status });
}

export function wrongFile(
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
