/** Marks that open a quotation, with those that close it. */
const closing: Readonly<Record<string, string>> = {
  "'": "'",
  '"': '"',
  '`': '`',
  '‘': '’',
  '“': '”',
  '«': '»',
};
const wordCharacter = /[\p{L}\p{N}_]/u;

/**
 * Replaces each quotation of a line by what `replace` gives for it. In a quotation may be its own mark, as an apostrophe:
 * so it ends at the last mark that can close it, before the next one that can open another. Where none closes it, it
 * goes on to the end of the line, since a text that was cut off has such.
 */
export function replaceQuotations(
  line: string,
  replace: (open: string, content: string, close: string) => string,
): string {
  let result = '';
  let from = 0;
  let at = 0;
  while (at < line.length) {
    const open = line.charAt(at);
    const close = closing[open];
    if (close === undefined || !canOpen(line, at)) {
      at += 1;
      continue;
    }
    const end = findEnd(line, at, close);
    result += line.slice(from, at) + replace(open, line.slice(at + 1, end), line.charAt(end));
    from = end + 1;
    at = from;
  }
  return result + line.slice(from);
}

/** Where the quotation that begins at `start` ends; the length of the line where nothing ends it. */
function findEnd(line: string, start: number, close: string): number {
  const open = line.charAt(start);
  const depth = countEscapes(line, start);
  let last = -1;
  for (let at = start + 1; at < line.length; at += 1) {
    const mark = line.charAt(at);
    // A mark within a text within this one is escaped once more.
    if ((mark !== open && mark !== close) || countEscapes(line, at) !== depth) continue;
    if (last >= 0 && mark === open && opensAnother(line, at) && at > last + 1) return last;
    if (mark === close && canClose(line, at)) last = at;
  }
  return last >= 0 ? last : line.length;
}

function countEscapes(line: string, at: number): number {
  let start = at;
  while (line.charAt(start - 1) === '\\') start -= 1;
  return at - start;
}

const canOpen = (line: string, at: number): boolean =>
  at === 0 || !wordCharacter.test(line.charAt(at - 1));
/** Within a quotation: a mark amid the signs of a name neither ends it nor opens another. */
const opensAnother = (line: string, at: number): boolean => /[\s([{:,]/.test(line.charAt(at - 1));
const canClose = (line: string, at: number): boolean =>
  at === line.length - 1 || /[\s\\.,;:!?)\]}…'"`’”»]/.test(line.charAt(at + 1));
