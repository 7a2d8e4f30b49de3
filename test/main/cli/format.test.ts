import { describe, expect, it } from 'vitest';
import {
  formatAmount,
  formatMetric,
  formatSeconds,
  formatTable,
  shellQuote,
} from '../../../src-main/cli/format';

describe('format', () => {
  it('formats durations', () => {
    expect([0.4, 59.4, 59.6, 245, 7380].map(formatSeconds)).toEqual([
      '0 s',
      '59 s',
      '1 min 00 s',
      '4 min 05 s',
      '2 h 03 min',
    ]);
  });

  it('formats metrics as the window does, large ones with an exponent', () => {
    expect(formatMetric('test/error', 0.0169)).toBe('1.69 %');
    expect(formatMetric('train/loss', 0.123456)).toBe('0.1235');
    expect(formatMetric('train/loss', 0.0000123456)).toBe('1.23e-5');
    expect(formatMetric('train/loss', undefined)).toBe('–');
    expect(formatMetric('train/loss', NaN)).toBe('not a number');
    expect(formatMetric('train/loss', 12345678901)).toBe('1.23e10');
    expect(formatMetric('test/error', 123456)).toBe('1.235e7 %');
    // A loss node may be called 'error': its loss is no fraction.
    expect(formatMetric('test/loss/error', 0.5)).toBe('0.5000');
    expect(formatMetric('test/error/odd', 0.5)).toBe('50.00 %');
  });

  it('formats amounts in full below a million', () =>
    expect([999_999, 1_000_000, 12_345_678].map(formatAmount)).toEqual([
      '999,999',
      '1 M',
      '12.3 M',
    ]));

  it('aligns columns, numbers on the right', () => {
    expect(
      formatTable(
        [
          ['a', '1'],
          ['bcd', '100'],
        ],
        [1],
      ),
    ).toEqual(['a      1', 'bcd  100']);
  });

  it('quotes text with characters that a shell interprets', () => {
    expect(shellQuote('/tmp/plain-1.0')).toBe('/tmp/plain-1.0');
    expect(shellQuote("it's here")).toBe(`'it'\\''s here'`);
  });
});
