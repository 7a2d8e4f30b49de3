import { WorkbenchError } from '#spec/errors';

export type TextUnit = 'character' | 'word';

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

  encode(text: string): Int32Array {
    const symbols = split(text, this.unit);
    return Int32Array.from(symbols, (symbol) => this.#classes.get(symbol) ?? unknown);
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
  const counts = new Map<string, number>();
  for (const symbol of split(text, unit)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  if (limit === undefined && counts.size > mostClasses)
    throw new WorkbenchError(
      'validation',
      `The training text has ${counts.size.toLocaleString('en')} different ${unit}s, more than a model's last layer can tell apart. Set task.vocabulary to at most ${mostClasses.toLocaleString('en')}: the rarer ones become the unknown one.`,
    );
  const ordered = [...counts].sort(([, a], [, b]) => b - a).map(([symbol]) => symbol);
  return new Vocabulary(unit, ordered.slice(0, limit));
}

function split(text: string, unit: TextUnit): Iterable<string> {
  if (unit === 'character') return text;
  return text
    .replaceAll('\n', ' \n ')
    .split(/[^\S\n]+/u)
    .filter((word) => word !== '');
}
