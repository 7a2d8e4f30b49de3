import { InvalidArgumentError, Option } from 'commander';
import { tableDelimiters, textEncodings, type TableDialect } from '#spec/dataset';

/** An option whose value is kept under the name of the setting that it gives, which may differ from its flag. */
export class SettingOption extends Option {
  readonly #setting: string;

  constructor(flags: string, description: string, setting: string) {
    super(flags, description);
    this.#setting = setting;
  }

  override attributeName(): string {
    return this.#setting;
  }
}

/** The parser of an option that can be given several times. */
export function appendValue(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

const delimiterNames: Readonly<Record<string, TableDialect['delimiter']>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  bar: '|',
  whitespace: 'whitespace',
  ' ': 'whitespace',
};

export function parseDelimiter(text: string): TableDialect['delimiter'] {
  const delimiter = named(delimiterNames, text) ?? tableDelimiters.find((mark) => mark === text);
  if (delimiter !== undefined) return delimiter;
  throw new InvalidArgumentError(
    'Write comma, semicolon, tab, bar or whitespace, or the character itself.',
  );
}

/** How a delimiter is written as a word. */
export function delimiterName(delimiter: TableDialect['delimiter']): string {
  return (
    Object.entries(delimiterNames).find(([, character]) => character === delimiter)?.[0] ??
    delimiter
  );
}

const decimalNames: Readonly<Record<string, TableDialect['decimal']>> = { point: '.', comma: ',' };

export function parseDecimal(text: string): TableDialect['decimal'] {
  const mark = named(decimalNames, text) ?? (['.', ','] as const).find((one) => one === text);
  if (mark !== undefined) return mark;
  throw new InvalidArgumentError('Write point or comma, or the character itself.');
}

/** An encoding by any name that the WHATWG gives it, such as `latin1`. */
export function parseEncoding(text: string): TableDialect['encoding'] {
  const encoding = textEncodings.find((name) => name === standardEncoding(text));
  if (encoding !== undefined) return encoding;
  throw new InvalidArgumentError(`Write one of: ${textEncodings.join(', ')}.`);
}

function standardEncoding(text: string): string | null {
  try {
    return new TextDecoder(text).encoding;
  } catch {
    return null;
  }
}

export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Write it as a number.');
}

export function parseFraction(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < 1) return value;
  throw new InvalidArgumentError('Write it as a part of one, for example 0.05.');
}

export function parseSize(text: string): [number, number] {
  const match = /^(\d+)\s*[x×]\s*(\d+)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Write it as rows x columns, for example 32x32.');
  return [Number(match[1]), Number(match[2])];
}

export function parseChannels(text: string): number {
  if (text === '1' || text === '3') return Number(text);
  throw new InvalidArgumentError('Write 3 for colours, or 1 for grey.');
}

function named<Value>(names: Readonly<Record<string, Value>>, text: string): Value | undefined {
  return Object.hasOwn(names, text) ? names[text] : undefined;
}

/** A parser of an option's value, which must be a whole number from `least` to `most`. */
export function parseWholeNumber(
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`);
  };
}
