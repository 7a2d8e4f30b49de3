import { WorkbenchError } from '#spec/errors';
import { labelSetting } from '#spec/setting-label';

export type TextUnit = 'character' | 'word';

/** Classes in the smallest integer type that holds the vocabulary. */
export type Classes = Uint8Array | Uint16Array | Int32Array;

/** The class of all symbols that are not in the vocabulary. */
export const unknownClass = 0;

/** The largest vocabulary without an explicit limit; a larger one makes the last layer of a model too large. */
const maxVocabulary = 50_000;

/**
 * The symbols of a text (characters, or words and line ends) as classes. Class 0 is the unknown symbol; the others are
 * ordered by frequency, and by first occurrence among equally frequent ones.
 */
export class Vocabulary {
  readonly unit: TextUnit;
  /** By class; '' for the unknown symbol. */
  readonly symbols: readonly string[];
  readonly #classes: ReadonlyMap<string, number>;

  constructor(unit: TextUnit, symbols: readonly string[]) {
    this.unit = unit;
    this.symbols = ['', ...symbols];
    this.#classes = new Map(symbols.map((symbol, index) => [symbol, index + 1]));
  }

  /** Number of classes, with the unknown one. */
  get size(): number {
    return this.symbols.length;
  }

  encode(text: string): Classes {
    // A text has at most as many symbols as UTF-16 code units.
    const classes = this.#allocate(text.length);
    const count =
      this.unit === 'word'
        ? this.#encodeWords(text, classes)
        : this.#encodeCharacters(text, classes);
    // There are far fewer words than letters: a copy frees the rest.
    return 2 * count < classes.length ? classes.slice(0, count) : classes.subarray(0, count);
  }

  #encodeWords(text: string, classes: Classes): number {
    let count = 0;
    for (const word of words(text)) classes[count++] = this.#classes.get(word) ?? unknownClass;
    return count;
  }

  #encodeCharacters(text: string, classes: Classes): number {
    const classByPoint = new Int32Array(codePointCount).fill(unknownClass);
    for (const [symbol, number] of this.#classes) classByPoint[symbol.codePointAt(0) ?? 0] = number;
    let count = 0;
    forEachCodePoint(text, (point) => (classes[count++] = classByPoint[point] ?? unknownClass));
    return count;
  }

  #allocate(symbols: number): Classes {
    if (this.size <= 2 ** 8) return new Uint8Array(symbols);
    return this.size <= 2 ** 16 ? new Uint16Array(symbols) : new Int32Array(symbols);
  }

  /** The text of classes; the unknown symbol becomes �. */
  decode(classes: Iterable<number>): string {
    const symbols = [...classes].map((symbol) => this.symbols[symbol] || '\uFFFD');
    return this.unit === 'character'
      ? symbols.join('')
      : symbols.join(' ').replaceAll(' \n ', '\n').replaceAll(' \n', '\n').replaceAll('\n ', '\n');
  }
}

/**
 * The vocabulary of a training text: its `limit` most frequent symbols. Throws `validation` where there is no limit and
 * the text has too many different symbols for a model.
 */
export function buildVocabulary(text: string, unit: TextUnit, limit?: number): Vocabulary {
  const counts = unit === 'word' ? countWords(text) : countCharacters(text);
  if (limit === undefined && counts.size > maxVocabulary)
    throw new WorkbenchError(
      'validation',
      `The training text has ${counts.size.toLocaleString('en')} different ${unit}s, more than a model's last layer can tell apart. Set '${labelSetting('task.vocabulary', 'text')}' to at most ${maxVocabulary.toLocaleString('en')}: the rarer ones become the unknown one.`,
    );
  const ordered = [...counts].sort(([, a], [, b]) => b - a).map(([symbol]) => symbol);
  return new Vocabulary(unit, ordered.slice(0, limit));
}

/** Counts in the order of first occurrence, as `countCharacters` gives them. */
function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function countCharacters(text: string): Map<string, number> {
  const counts = new Uint32Array(codePointCount);
  const firstSeen: number[] = [];
  forEachCodePoint(text, (point) => {
    if (counts[point] === 0) firstSeen.push(point);
    counts[point] = (counts[point] ?? 0) + 1;
  });
  return new Map(firstSeen.map((point) => [String.fromCodePoint(point), counts[point] ?? 0]));
}

/** The words one by one, since a list of all words of a long text needs many times the memory of the text. */
function* words(text: string): Iterable<string> {
  for (const [word] of text.matchAll(/\n|\S+/gu)) yield word;
}

/** Number of code points in Unicode. */
const codePointCount = 0x11_00_00;

/** Visits code points as numbers: creating a string for each of a hundred million characters takes a minute. */
function forEachCodePoint(text: string, visit: (point: number) => void): void {
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xff_ff) at += 1;
    visit(point);
  }
}
