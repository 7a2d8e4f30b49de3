import { constants, isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { messageOf, WorkbenchError } from '#spec/errors';

/** The longest text that one string can hold, whatever its letters. */
export const longestText = constants.MAX_STRING_LENGTH;

/**
 * The bytes of a text file in UTF-8, without the mark that some editors put at its start. Throws a
 * WorkbenchError where it is missing, empty, too long, or not UTF-8; then with the byte where it goes
 * wrong, counted from 0.
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
        : `'${path}' is not UTF-8: it goes wrong at byte ${firstWrongByte(bytes)}. Save it as UTF-8, or choose another file.`,
    );
  }
  const marked = bytes.toString('hex', 0, 3) === 'efbbbf';
  const text = marked ? bytes.subarray(3) : bytes;
  if (text.length === 0)
    throw new WorkbenchError('validation', `'${path}' is empty. Choose a file with text in it.`);
  return text;
}

async function readWhole(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > longestText)
      throw new WorkbenchError(
        'validation',
        `'${path}' has ${Math.round(size / 1e6)} MB; texts of up to ${Math.floor(longestText / 1e6)} MB can be read. Use a part of it.`,
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

const piece = 1 << 16;

/** Where the first sequence of bytes that is no character begins. */
export function firstWrongByte(bytes: Uint8Array): number {
  let sound = 0;
  // Whole pieces, each cut where a character begins, since going byte by byte takes its time.
  for (let end = sound + piece; end < bytes.length; end = sound + piece) {
    while (end > sound && !isStart(bytes[end] ?? 0)) end--;
    if (end === sound || !isUtf8(bytes.subarray(sound, end))) break;
    sound = end;
  }
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for (let at = sound; at < bytes.length; at++)
    try {
      // It gives nothing until a character is whole.
      if (decoder.decode(bytes.subarray(at, at + 1), { stream: true }) !== '') sound = at + 1;
    } catch {
      return sound;
    }
  return sound;
}

/** Whether a character begins with this byte, in text that is UTF-8. */
export function isStart(byte: number): boolean {
  return (byte & 0xc0) !== 0x80;
}
