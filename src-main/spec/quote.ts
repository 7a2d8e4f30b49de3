import { formatWhole } from './number-format';
import { countNoun } from './count-noun';

/**
 * How values from outside (ids, names, paths, settings) appear in messages: control characters are escaped, and a long
 * value is shortened to its two ends and its length.
 */

/** Characters of a quoted value that are shown. */
const maxQuoted = 60;
/** Names of a list that are shown. */
const maxListed = 12;
/** Characters of a list that are shown. */
const maxListedCharacters = 240;

/**
 * Control characters, line separators, halves of surrogate pairs, and marks that change the direction of the text
 * around them: a terminal may obey them, and a message has to stay on its line.
 */
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** `'hidden1'`; for a long text `'aaaa…zzz' (100,000 characters)`. */
export function quote(text: string, limit = maxQuoted): string {
  return `'${printable(text, limit)}'${lengthNote(text, limit)}`;
}

/** A value as a literal: JSON, and `NaN`, infinities and big integers as JavaScript writes them. */
export function quoteValue(value: unknown): string {
  if (typeof value === 'string') {
    const text = JSON.stringify(abbreviate(value, maxQuoted)).slice(1, -1);
    return `"${printable(text, maxQuoted)}"${lengthNote(value, maxQuoted)}`;
  }
  if (typeof value !== 'object' || value === null) return String(value);
  const json = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  );
  if (json.length <= maxQuoted) return escapeUnprintable(json);
  return Array.isArray(value)
    ? `a list of ${countNoun(value.length, 'item')}`
    : `an object with ${countNoun(Object.keys(value).length, 'setting')}`;
}

/** `a, b, c`; of a long list the first names and how many there are. */
export function joinNames(names: readonly string[]): string {
  const shown: string[] = [];
  let length = 0;
  for (const name of names.slice(0, maxListed)) {
    const text = `${printable(name, maxQuoted)}${lengthNote(name, maxQuoted)}`;
    length += text.length;
    if (length > maxListedCharacters && shown.length > 0) break;
    shown.push(text);
  }
  const isWhole = shown.length === names.length;
  return `${shown.join(', ')}${isWhole ? '' : ` … (${formatWhole(names.length)} in all)`}`;
}

/** The text on one line, of at most `limit` characters and an ellipsis. */
export function printable(text: string, limit: number): string {
  // Abbreviated again, since an escaped character is longer.
  return abbreviate(escapeUnprintable(abbreviate(text, limit)), limit);
}

/** The text, or its two ends with an ellipsis where it has more than `limit` characters. */
export function abbreviate(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const tail = Math.floor(limit / 3);
  // Half of a surrogate pair would be escaped as what it is not.
  const head = text.slice(0, limit - tail).replace(/\p{Cs}$/u, '');
  return `${head}…${text.slice(text.length - tail).replace(/^\p{Cs}/u, '')}`;
}

function lengthNote(text: string, limit: number): string {
  return text.length > limit ? ` (${formatWhole(text.length)} characters)` : '';
}

/** Lines of text as a terminal shows them. JSON stays the same JSON. */
export function printableLines(text: string): string {
  return text.replace(unprintable, (character, at: number) =>
    character === '\n' || character === '\t' || text.startsWith('\r\n', at)
      ? character
      : escapeCharacter(character),
  );
}

function escapeUnprintable(text: string): string {
  return text.replace(unprintable, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
