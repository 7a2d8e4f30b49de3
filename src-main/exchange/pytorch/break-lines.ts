import { maxColumns, wrap } from './python-text';

/** Longer lines are broken; some of the templates are a little longer than `maxColumns`. */
const longestLine = 99;

/**
 * Code in which lists, calls and sums that are too long for a line stand on several. Python reads on to the closing
 * bracket, so that it means the same; strings and names are never broken. The code has no text of several lines that is
 * longer.
 */
export function breakLongLines(code: string): string {
  return code.split('\n').flatMap(breakLine).join('\n');
}

function breakLine(line: string): string[] {
  if (line.length <= longestLine) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  if (line.startsWith('# ', indent.length)) {
    const words = line.slice(indent.length + 2);
    return wrap(words, maxColumns - indent.length - 2).map((part) => `${indent}# ${part}`);
  }
  const group = longestGroup(line) ?? assignedSum(line);
  if (!group) return [line];
  const { before, content, after } = group;
  const inner = fill(splitItems(content), `${indent}    `);
  return [before, ...inner.flatMap(breakLine), `${indent}${after}`];
}

/** A line as what stands before some code, up to an opening bracket, the code, and the rest from the closing one on. */
interface Group {
  before: string;
  content: string;
  after: string;
}

/** The longest code in brackets that are in no others; null where there are none. */
function longestGroup(line: string): Group | null {
  let longest: Group | null = null;
  let start = 0;
  for (const { at, depth, character } of scan(line)) {
    if (depth === 0 && '([{'.includes(character)) start = at + 1;
    if (depth > 0 || !')]}'.includes(character)) continue;
    if (at - start <= (longest?.content.length ?? 0)) continue;
    longest = {
      before: line.slice(0, start),
      content: line.slice(start, at),
      after: line.slice(at),
    };
  }
  return longest;
}

/** A sum without brackets gets some. */
function assignedSum(line: string): Group | null {
  const [, before = '', content] = /^( *\w+ = )(.* \+ .*)$/.exec(line) ?? [];
  return content === undefined ? null : { before: `${before}(`, content, after: ')' };
}

/** The parts between commas, which keep theirs; where there are none, the terms of a sum. */
function splitItems(content: string): string[] {
  const places = [...scan(content)].filter(({ depth }) => depth === 0);
  const commas = places.filter(({ character }) => character === ',').map(({ at }) => at + 1);
  const pluses = places.filter(({ at }) => content.startsWith(' + ', at)).map(({ at }) => at);
  const cuts = commas.length > 0 ? commas : pluses;
  return [0, ...cuts]
    .map((from, index) => content.slice(from, cuts[index]).trim())
    .filter((item) => item !== '');
}

/** As many items on a line as fit. */
function fill(items: readonly string[], indent: string): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + item.length <= maxColumns)
      lines[lines.length - 1] = `${last} ${item}`;
    else lines.push(indent + item);
  }
  return lines;
}

/** The characters outside of strings, each with the number of brackets around it; a bracket itself is outside of its own. */
function* scan(code: string): Generator<{ at: number; depth: number; character: string }> {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < code.length; at++) {
    const character = code.charAt(at);
    if (quote !== '') {
      if (character === '\\') at += 1;
      else if (character === quote) quote = '';
      continue;
    }
    if (character === "'" || character === '"') quote = character;
    if (')]}'.includes(character)) depth -= 1;
    yield { at, depth, character };
    if ('([{'.includes(character)) depth += 1;
  }
}
