import { basename } from 'node:path';
import type { TextEncoding } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { readTextChunks } from './text-chunks';

/** The encoding of a text file, and why it is taken for that. */
export interface DetectedEncoding {
  encoding: TextEncoding;
  /**
   * `bom`: its byte order mark says so. `given`: the user. `valid`: all of it is valid UTF-8. `zeros`: every other byte
   * of most characters is 0. `assumed`: it is not UTF-8, and nothing tells what it is.
   */
  reason: 'bom' | 'given' | 'valid' | 'zeros' | 'assumed';
}

const byteOrderMarks: readonly { bytes: string; encoding: TextEncoding }[] = [
  { bytes: 'efbbbf', encoding: 'utf-8' },
  { bytes: 'fffe', encoding: 'utf-16le' },
  { bytes: 'feff', encoding: 'utf-16be' },
];

/**
 * The encoding of a text file, gzipped or not. A byte order mark decides even where another encoding is given. All bytes
 * are read where nothing else decides, or the first `maxBytes`. Throws as `readTextChunks`.
 */
export async function detectEncoding(
  path: string,
  given?: TextEncoding,
  maxBytes = Infinity,
): Promise<DetectedEncoding> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  let bytes = 0;
  try {
    for await (const chunk of readTextChunks(path)) {
      if (isFirst) {
        const marked = encodingOfMark(chunk);
        if (marked) return { encoding: marked, reason: 'bom' };
        if (given) return { encoding: given, reason: 'given' };
        const wide = encodingOfZeros(chunk);
        if (wide) return { encoding: wide, reason: 'zeros' };
      }
      isFirst = false;
      decoder.decode(chunk, { stream: true });
      bytes += chunk.length;
      if (bytes > maxBytes) break;
    }
    // The last character may be cut off where reading has ended.
    if (bytes <= maxBytes) decoder.decode();
  } catch (error) {
    if (error instanceof WorkbenchError) throw error;
    return { encoding: 'windows-1252', reason: 'assumed' };
  }
  return { encoding: given ?? 'utf-8', reason: given ? 'given' : 'valid' };
}

function encodingOfMark(head: Buffer): TextEncoding | undefined {
  const hex = head.toString('hex', 0, 3);
  return byteOrderMarks.find(({ bytes }) => hex.startsWith(bytes))?.encoding;
}

/** UTF-16 where at least a quarter of the characters are ASCII, of which one byte is 0: digits, delimiters, line ends. */
function encodingOfZeros(head: Buffer): TextEncoding | undefined {
  const zeros = [0, 0];
  head.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < head.length / 8) return undefined;
  if (odd > 4 * even) return 'utf-16le';
  return even > 4 * odd ? 'utf-16be' : undefined;
}

/**
 * The text of a file in pieces, without byte order marks, and with `\n` at the end of each line. Throws as
 * `readTextChunks`, and `validation` with the line and the character where the bytes are no text in this encoding.
 */
export async function* decodeText(
  path: string,
  { encoding, reason }: DetectedEncoding,
): AsyncGenerator<string> {
  const decode = createDecoder(encoding);
  const undecodable = undecodableIn(encoding, reason);
  const place = { line: 1, character: 1 };
  let hasText = false;
  let carriageReturn = '';
  const clean = (decoded: string, isLast: boolean): string => {
    let text = carriageReturn + decoded;
    carriageReturn = '';
    // Whether a line feed follows is known only with the next piece.
    if (!isLast && text.endsWith('\r')) {
      carriageReturn = '\r';
      text = text.slice(0, -1);
    }
    if (text.includes('\r')) text = text.replaceAll(/\r\n?/g, '\n');
    if (!hasText) text = text.replace(/^\ufeff+/, '');
    hasText ||= text !== '';
    const wrong = undecodable.exec(text);
    advance(place, wrong ? text.slice(0, wrong.index) : text);
    if (wrong) throw decodingError(path, encoding, wrong[0], place);
    return text;
  };
  for await (const chunk of readTextChunks(path)) yield clean(decode(chunk), false);
  yield clean(decode(), true);
}

/** The characters of windows-1252 for the bytes 0x80 to 0x9f, of which five are none: control characters here. */
const windows1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** A decoder of consecutive chunks; called without one, it decodes what is left. */
function createDecoder(encoding: TextEncoding): (chunk?: Buffer) => string {
  // TextDecoder takes windows-1252 for ISO 8859-1 in many versions of Node (from 20.18.3, 22.13 and 23.4 on).
  if (encoding === 'windows-1252')
    return (chunk) =>
      (chunk?.toString('latin1') ?? '').replaceAll(/[\u0080-\u009f]/g, (character) =>
        windows1252.charAt(character.charCodeAt(0) - 0x80),
      );
  const decoder = new TextDecoder(encoding);
  return (chunk) => (chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode());
}

/**
 * What the decoder makes of bytes that are no characters: U+FFFD, or in encodings of single bytes a control character.
 * Valid UTF-8 may hold U+FFFD itself.
 */
function undecodableIn(encoding: TextEncoding, reason: DetectedEncoding['reason']): RegExp {
  if (reason === 'valid') return /\0/;
  return encoding.startsWith('utf') ? /[\0\ufffd]/ : /[\0\u0080-\u009f\ufffd]/;
}

interface TextPlace {
  line: number;
  character: number;
}

/** Moves the place behind the text. */
function advance(place: TextPlace, text: string): void {
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', lineStart)) {
    place.line += 1;
    place.character = 1;
    lineStart = at + 1;
  }
  place.character += text.length - lineStart;
}

function decodingError(
  path: string,
  encoding: TextEncoding,
  wrong: string,
  { line, character }: TextPlace,
): WorkbenchError {
  const file = quote(basename(path));
  const where = `at line ${line}, character ${character}`;
  return new WorkbenchError(
    'validation',
    wrong === '\0'
      ? `${file} has a byte of value 0 ${where}, as binary files have. Choose its encoding, or save it as text in UTF-8.`
      : `${file} is not text in the encoding ${encoding}: it goes wrong ${where}. Choose its encoding, or save it as UTF-8.`,
  );
}
