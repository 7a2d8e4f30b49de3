import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { errorCode, fileError } from '#files/file-errors';
import { isGzipped, readHead } from '#files/read-bytes';
import { WorkbenchError, messageOf } from '#spec/errors';
import { quote } from '#spec/quote';
import { describeBinary, headBytes } from './foreign-format';

/**
 * The bytes of a text file, gzipped or not, in chunks. Throws a WorkbenchError: as `readHead` where the file cannot be
 * read, `validation` where it is of a well-known binary format or its packing is damaged.
 */
export async function* readTextChunks(path: string): AsyncGenerator<Buffer> {
  const packed = isGzipped(await readHead(path, headBytes));
  const file = createReadStream(path);
  // An error of the file reaches the loop through the unpacking.
  const chunks = packed ? pipeline(file, createGunzip(), () => undefined) : file;
  let isFirst = true;
  try {
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      if (isFirst) assertText(path, chunk);
      isFirst = false;
      yield chunk;
    }
  } catch (error) {
    throw asReadError(error, path);
  }
}

function assertText(path: string, head: Buffer): void {
  const foreign = describeBinary(head) ?? describeMarkup(head);
  if (foreign === null) return;
  throw new WorkbenchError(
    'validation',
    `${quote(basename(path))} is ${foreign}, not a table of text. Save it as CSV: a line for each row, with commas between its cells.`,
  );
}

/** A web page, mostly the error page of a server in place of the file, or XML. */
function describeMarkup(head: Buffer): string | null {
  const start = head.toString('latin1', 0, headBytes).replace(/^(?:\xef\xbb\xbf)?\s*/, '');
  if (/^<(?:!doctype html|html|head|body)\b/i.test(start))
    return 'a web page (HTML), such as a server sends in place of a file';
  return /^<\?xml\b/i.test(start) ? 'an XML file' : null;
}

function asReadError(error: unknown, path: string): Error {
  if (errorCode(error).startsWith('Z_'))
    return new WorkbenchError(
      'validation',
      `${quote(basename(path))} is gzipped and damaged (${messageOf(error)}). Get the file again.`,
    );
  return fileError('read', path, error);
}
