/** Random tables, written in a random way, are detected and read back exactly. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numbersOf, readContent } from './table-fixture';

interface Style {
  delimiter: ',' | ';' | '\t' | '|' | ' ';
  decimal: '.' | ',';
  isQuoted: boolean;
  hasHeader: boolean;
  lineEnd: '\n' | '\r\n' | '\r';
  encoding: 'utf-8' | 'utf-8 with a mark' | 'utf-16le' | 'utf-16be' | 'windows-1252';
}

const styles: fc.Arbitrary<Style> = fc
  .record({
    delimiter: fc.constantFrom(
      ',' as const,
      ';' as const,
      '\t' as const,
      '|' as const,
      ' ' as const,
    ),
    decimal: fc.constantFrom('.' as const, ',' as const),
    isQuoted: fc.boolean(),
    hasHeader: fc.boolean(),
    lineEnd: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
    encoding: fc.constantFrom(
      'utf-8' as const,
      'utf-8 with a mark' as const,
      'utf-16le' as const,
      'utf-16be' as const,
      'windows-1252' as const,
    ),
  })
  // Without quotation marks, a comma is either a delimiter or a decimal mark.
  .filter(({ delimiter, decimal, isQuoted }) => delimiter !== decimal || isQuoted);

/** Numbers that float32 holds exactly, with up to six decimals; few of them could have thousands separators. */
const number = fc.integer({ min: -(2 ** 23), max: 2 ** 23 }).map((value) => value / 64);

const tables = fc
  .record({ columns: fc.integer({ min: 2, max: 5 }), rows: fc.integer({ min: 3, max: 30 }) })
  .chain(({ columns, rows }) =>
    fc.array(fc.array(number, { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  )
  // A number that shows the decimal mark.
  .map((rows) => [[0.5, ...(rows[0] ?? []).slice(1)], ...rows.slice(1)]);

function write(rows: readonly number[][], style: Style): Buffer {
  const { delimiter, decimal, isQuoted, hasHeader, lineEnd, encoding } = style;
  const cell = (text: string): string => (isQuoted ? `"${text}"` : text);
  const names = (rows[0] ?? []).map((_, index) => `größe${index}`);
  const lines = [
    ...(hasHeader ? [names.map(cell)] : []),
    ...rows.map((row) => row.map((value) => cell(String(value).replace('.', decimal)))),
  ].map((cells) => cells.join(delimiter));
  const text = lines.join(lineEnd) + lineEnd;
  if (encoding === 'utf-8') return Buffer.from(text);
  if (encoding === 'utf-8 with a mark') return Buffer.from(`\ufeff${text}`);
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1');
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}

describe('a table of random numbers', () => {
  it('is read back exactly, however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(tables, styles, async (rows, style) => {
        const source = await readContent(write(rows, style));
        expect(numbersOf(source, 'features')).toEqual(rows.flat().map((value) => value + 0));
        const names = style.hasHeader
          ? rows[0]?.map((_, index) => `größe${index}`)
          : rows[0]?.map((_, index) => String(index + 1));
        expect(source.columns).toEqual({ features: names });
      }),
      { numRuns: 150 },
    );
  });
});
