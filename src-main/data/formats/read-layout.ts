/** Finds the layout of a table in a file, and reads on after what stands before it. */
import { WorkbenchError } from '#spec/errors';
import { decodeText, type DetectedEncoding } from './text-encoding';
import { detectLayout, type KnownLayout, type TableLayout } from './table-layout';

/** Characters that are looked at to find the layout: more than these only until there are so many lines. */
const sampleCharacters = 2 ** 16;
const sampleLines = 20;
const maxSampleCharacters = 2 ** 20;
/** Comments before the table may be longer than the sample. */
const maxCommentCharacters = 2 ** 24;

/** The layout, as the first rows of the file show it where the user does not say it. Throws as `decodeText`, but for text. */
export async function readLayout(
  path: string,
  encoding: DetectedEncoding,
  known: KnownLayout,
): Promise<TableLayout> {
  let text = '';
  let start = 0;
  let isWhole = true;
  try {
    for await (const piece of decodeText(path, encoding)) {
      text += piece;
      start = afterComments(text, start);
      const size = text.length - start;
      isWhole =
        size < sampleCharacters ||
        (size < maxSampleCharacters &&
          text.slice(start).split('\n', sampleLines).length < sampleLines);
      if (!isWhole) break;
    }
  } catch (error) {
    // What cannot be decoded is refused when the rows are read.
    if (!(error instanceof WorkbenchError)) throw error;
  }
  return detectLayout(text, known, isWhole);
}

/** Where the first line begins, at or after `start`, that is no comment. */
function afterComments(text: string, start: number): number {
  let next = start;
  while (text.startsWith('#', next) && next < maxCommentCharacters) {
    const end = text.indexOf('\n', next);
    if (end < 0) return next;
    next = end + 1;
  }
  return next;
}

/** Replaces the first lines by empty ones, so that the others keep their numbers. */
export async function* skipLines(
  text: AsyncIterable<string>,
  { lines, characters }: TableLayout['skipped'],
): AsyncGenerator<string> {
  yield '\n'.repeat(lines);
  let left = characters;
  for await (const piece of text) {
    yield piece.slice(left);
    left = Math.max(0, left - piece.length);
  }
}
