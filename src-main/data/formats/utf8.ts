import { constants, isUtf8 } from 'node:buffer';
import { maxQuotedPath } from '#files/file-errors';
import { isGzipped, readBytes, readHead } from '#files/read-bytes';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { describeBinary } from './foreign-format';

/** The largest text file, in bytes, that is certain to fit into one string. */
export const maxTextBytes = constants.MAX_STRING_LENGTH;

/**
 * The bytes of a UTF-8 text file, gzipped or not, without its byte order mark. Throws a WorkbenchError: as `readBytes`
 * where it cannot be read, `validation` where it is empty, too long, of another format or not UTF-8, then with the first
 * invalid byte, counted from 0.
 */
export async function readUtf8(path: string): Promise<Buffer> {
  const bytes = await readBytes(path, maxTextBytes);
  assertUtf8(path, bytes);
  const hasByteOrderMark = bytes.toString('hex', 0, 3) === 'efbbbf';
  const text = hasByteOrderMark ? bytes.subarray(3) : bytes;
  if (text.length === 0) throw emptyError(path);
  return text;
}

/** Throws as `readUtf8` where the first bytes of the file show that it cannot be read. */
export async function assertUtf8Beginning(path: string): Promise<void> {
  const bytes = await readHead(path, chunkBytes);
  if (isGzipped(bytes)) return;
  let end = bytes.length;
  // The last character may be cut off.
  if (end === chunkBytes) {
    const least = end - maxCharacterBytes;
    do end--;
    while (end > least && !isCharacterStart(bytes[end] ?? 0));
  }
  assertUtf8(path, bytes.subarray(0, end));
}

function emptyError(path: string): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `${quote(path, maxQuotedPath)} is empty. Choose a file with text in it.`,
  );
}

function assertUtf8(path: string, bytes: Buffer): void {
  const invalid = (what: string): WorkbenchError =>
    new WorkbenchError('validation', `${quote(path, maxQuotedPath)} ${what}`);
  if (bytes.length === 0) throw emptyError(path);
  const foreign = describeBinary(bytes);
  if (foreign !== null) throw invalid(`is ${foreign}, not text. Choose a file with text in it.`);
  if (isUtf16(bytes))
    throw invalid('is not UTF-8, from byte 0 on: it seems to be UTF-16. Save it as UTF-8.');
  if (!isUtf8(bytes))
    throw invalid(
      `is not UTF-8: it goes wrong at byte ${firstInvalidByte(bytes)}. Save it as UTF-8, or choose another file.`,
    );
}

/** Whether the bytes begin with a byte order mark of UTF-16. */
export function isUtf16(bytes: Buffer): boolean {
  return ['fffe', 'feff'].includes(bytes.toString('hex', 0, 2));
}

const chunkBytes = 1 << 16;
const maxCharacterBytes = 4;

/** Offset of the first sequence of bytes that is not a character. */
export function firstInvalidByte(bytes: Uint8Array): number {
  let valid = 0;
  // Checks chunks that end where a character begins, since decoding byte by byte is slow.
  for (let end = valid + chunkBytes; end < bytes.length; end = valid + chunkBytes) {
    while (end > valid && !isCharacterStart(bytes[end] ?? 0)) end--;
    if (end === valid || !isUtf8(bytes.subarray(valid, end))) break;
    valid = end;
  }
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let at = valid; at < bytes.length; at++)
    try {
      // The decoder returns nothing until a character is complete.
      if (decoder.decode(bytes.subarray(at, at + 1), { stream: true }) !== '') valid = at + 1;
    } catch {
      return valid;
    }
  return valid;
}

/** Whether a character begins with this byte of valid UTF-8. */
export function isCharacterStart(byte: number): boolean {
  return (byte & 0xc0) !== 0x80;
}
