import { WorkbenchError } from '#spec/errors';

export type TextUnit = 'character' | 'word';

/** Classes one after the other, in the least room that the vocabulary's size allows. */
export type Classes = Uint8Array | Uint16Array | Int32Array;

/** The class of everything that has none of its own. */
export const unknown = 0;

/** Classes kept where the task does not say: more would not fit the last layer of a model on a desk. */
const mostClasses = 50_000;

/**
 * The symbols of a text (characters, or words and the ends of lines) as classes: 0 is the unknown one, then
 * the most frequent first, among equals the first in the text first.
 */
export class Vocabulary {
  readonly unit: TextUnit;
  /** By class; '' for the unknown one. */
  readonly symbols: readonly string[];
  readonly #classes: ReadonlyMap<string, number>;

  constructor(unit: TextUnit, symbols: readonly string[]) {
    this.unit = unit;
    this.symbols = ['', ...symbols];
    this.#classes = new Map(symbols.map((symbol, index) => [symbol, index + 1]));
  }

  /** Classes, the unknown one included. */
  get size(): number {
    return this.symbols.length;
  }

  encode(text: string): Classes {
    // No text has more symbols than places.
    const classes = this.#room(text.length);
    const count = this.unit === 'word' ? this.#words(text, classes) : this.#points(text, classes);
    // Words take far less room than their letters: what is left over goes free.
    return 2 * count < classes.length ? classes.slice(0, count) : classes.subarray(0, count);
  }

  #words(text: string, classes: Classes): number {
    let count = 0;
    for (const word of words(text)) classes[count++] = this.#classes.get(word) ?? unknown;
    return count;
  }

  #points(text: string, classes: Classes): number {
    const byPoint = new Int32Array(codePoints).fill(unknown);
    for (const [symbol, number] of this.#classes) byPoint[symbol.codePointAt(0) ?? 0] = number;
    let count = 0;
    eachPoint(text, (point) => (classes[count++] = byPoint[point] ?? unknown));
    return count;
  }

  #room(symbols: number): Classes {
    if (this.size <= 2 ** 8) return new Uint8Array(symbols);
    return this.size <= 2 ** 16 ? new Uint16Array(symbols) : new Int32Array(symbols);
  }

  /** The unknown symbol is shown as �. */
  decode(classes: Iterable<number>): string {
    const symbols = [...classes].map((one) => this.symbols[one] || '\uFFFD');
    return this.unit === 'character'
      ? symbols.join('')
      : symbols.join(' ').replaceAll(' \n ', '\n').replaceAll(' \n', '\n').replaceAll('\n ', '\n');
  }
}

/**
 * The vocabulary of a training text, of at most `limit` symbols. Throws `validation` where there are more
 * than a model can take and no limit is given.
 */
export function buildVocabulary(text: string, unit: TextUnit, limit?: number): Vocabulary {
  const counts = unit === 'word' ? countWords(text) : countPoints(text);
  if (limit === undefined && counts.size > mostClasses)
    throw new WorkbenchError(
      'validation',
      `The training text has ${counts.size.toLocaleString('en')} different ${unit}s, more than a model's last layer can tell apart. Set task.vocabulary to at most ${mostClasses.toLocaleString('en')}: the rarer ones become the unknown one.`,
    );
  const ordered = [...counts].sort(([, a], [, b]) => b - a).map(([symbol]) => symbol);
  return new Vocabulary(unit, ordered.slice(0, limit));
}

/** In the order of their first appearance, as is `countPoints`. */
function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function countPoints(text: string): Map<string, number> {
  const counts = new Uint32Array(codePoints);
  const seen: number[] = [];
  eachPoint(text, (point) => {
    if (counts[point] === 0) seen.push(point);
    counts[point] = (counts[point] ?? 0) + 1;
  });
  return new Map(seen.map((point) => [String.fromCodePoint(point), counts[point] ?? 0]));
}

/** One by one: the list of all words of a long text would take many times its room. */
function* words(text: string): Iterable<string> {
  for (const [word] of text.matchAll(/\n|\S+/gu)) yield word;
}

/** There are no more of them in Unicode. */
const codePoints = 0x11_00_00;

/** By number: a string for each of a hundred million characters takes a minute. */
function eachPoint(text: string, visit: (point: number) => void): void {
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xff_ff) at += 1;
    visit(point);
  }
}
