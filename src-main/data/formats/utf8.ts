import { constants, isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { messageOf, WorkbenchError } from '#spec/errors';

/** The largest text file, in bytes, that is certain to fit into one string. */
export const maxTextBytes = constants.MAX_STRING_LENGTH;

/**
 * The bytes of a UTF-8 text file without its byte order mark. Throws a WorkbenchError: `notFound` where it cannot be
 * read, `validation` where it is empty, too long or not UTF-8, then with the first invalid byte, counted from 0.
 */
export async function readUtf8(path: string): Promise<Buffer> {
  const bytes = await readWhole(path);
  if (bytes.length === 0)
    throw new WorkbenchError('validation', `'${path}' is empty. Choose a file with text in it.`);
  if (!isUtf8(bytes)) {
    const utf16 = ['fffe', 'feff'].includes(bytes.toString('hex', 0, 2));
    throw new WorkbenchError(
      'validation',
      utf16
        ? `'${path}' is not UTF-8, from byte 0 on: it seems to be UTF-16. Save it as UTF-8.`
        : `'${path}' is not UTF-8: it goes wrong at byte ${firstInvalidByte(bytes)}. Save it as UTF-8, or choose another file.`,
    );
  }
  const hasByteOrderMark = bytes.toString('hex', 0, 3) === 'efbbbf';
  const text = hasByteOrderMark ? bytes.subarray(3) : bytes;
  if (text.length === 0)
    throw new WorkbenchError('validation', `'${path}' is empty. Choose a file with text in it.`);
  return text;
}

async function readWhole(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > maxTextBytes)
      throw new WorkbenchError(
        'validation',
        `'${path}' has ${Math.round(size / 1e6)} MB; texts of up to ${Math.floor(maxTextBytes / 1e6)} MB can be read. Use a part of it.`,
      );
    return await readFile(path);
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    throw new WorkbenchError(
      'notFound',
      code === 'ENOENT'
        ? `There is no file '${path}'.`
        : code === 'EISDIR'
          ? `'${path}' is a folder, not a file of text.`
          : `'${path}' cannot be read (${messageOf(error)}).`,
    );
  }
}

const chunkBytes = 1 << 16;

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
