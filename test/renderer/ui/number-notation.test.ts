import { afterEach, describe, expect, it } from 'vitest';
import { setNumberLocale } from '#spec/number-format';
import {
  describeReading,
  formatNumberInput,
  parseNumber,
  writeNumber,
} from '../../../src-renderer/ui/number-text';

afterEach(() => setNumberLocale('en-US'));

describe.each(['de-DE', 'fr-FR'])('a number field in %s', (locale) => {
  it('shows the decimal sign of the system, and reads what it shows', () => {
    setNumberLocale(locale);
    expect(formatNumberInput(0.5)).toBe('0,5');
    expect(formatNumberInput(2.5e-4)).toBe('2,5e-4');
    expect(writeNumber(0.5)).toBe('0.5');
    for (const value of [0, 0.5, 1.234, -2.5e-7, 1234.5, 12345678])
      expect(parseNumber(formatNumberInput(value), {})).toBe(value);
  });

  it.each([
    ['0,5', 0.5],
    ['0.5', 0.5],
    ['0.125', 0.125],
    ['12.5', 12.5],
    [',5', 0.5],
    ['2,5e-4', 2.5e-4],
    ['2.5e-4', 2.5e-4],
    ['1,234', 1.234],
    ['1.234.567', 1_234_567],
    ['1,234,567', 1_234_567],
    ['1.234,5', 1234.5],
    ['1,234.5', 1234.5],
    ['1 234', 1234],
    ['1\u202f234,5', 1234.5],
  ])('reads %j', (text, value) => {
    setNumberLocale(locale);
    expect(parseNumber(text, {})).toBe(value);
  });

  it.each(['0,5,5', '1.2.3', '1,23.4,5', '1.23,4.5', 'a,5'])('does not read %j', (text) => {
    setNumberLocale(locale);
    expect(parseNumber(text, {})).toBe('Type a number, like 256 or 3e-4.');
  });
});

describe('a point before three digits', () => {
  it('is not guessed where the system groups digits by points', () => {
    setNumberLocale('de-DE');
    expect(parseNumber('1.234', {})).toBe("'1.234' can be 1,234 or 1234. Write one of these.");
    // Of whole numbers it can only be a group.
    expect(parseNumber('1.234', { integer: true })).toBe(1234);
  });

  it('is the decimal sign where it groups them by spaces, or has a point itself', () => {
    for (const locale of ['fr-FR', 'en-US', 'en-GB', 'de-CH']) {
      setNumberLocale(locale);
      expect(parseNumber('1.234', {})).toBe(1.234);
    }
  });
});

it('a comma is the decimal sign only where it is that of the system', () => {
  for (const locale of ['en-US', 'en-GB']) {
    setNumberLocale(locale);
    expect(parseNumber('0,5', {})).toBe('Type a number, like 256 or 3e-4.');
    expect(parseNumber('1,234', {})).toBe(1234);
  }
});

it('says what was read where it was typed in another notation', () => {
  setNumberLocale('de-DE');
  expect(describeReading('0.5', 0.5)).toBe('Read as 0,5.');
  expect(describeReading('1.234.567', 1_234_567)).toBe('Read as 1234567.');
  expect(describeReading('0,5', 0.5)).toBeNull();
  expect(describeReading('64', 64)).toBeNull();
  setNumberLocale('en-US');
  expect(describeReading('1,234', 1234)).toBe('Read as 1234.');
  expect(describeReading('.5', 0.5)).toBeNull();
});

describe('signs of other systems', () => {
  it.each([
    ['en-IN', '12,34,567', 1_234_567],
    ['hi-IN', '1,00,000', 100_000],
    ['sv-SE', '\u22120,25', -0.25],
    ['ar-EG', '\u200e-0.25', -0.25],
    ['ar-EG', '١٫٥', 1.5],
    ['fa-IR', '۱۲', 12],
    ['hi-IN', '१२', 12],
    ['de-CH', ',5', 0.5],
    ['de-CH', '0,5', 0.5],
    ['de-CH', "1'000,5", 1000.5],
    ['de-CH', '1’000.5', 1000.5],
  ])('in %s %j is %d', (locale, text, value) => {
    setNumberLocale(locale);
    expect(parseNumber(text, {})).toBe(value);
  });

  it('a comma before three digits is not guessed where commas are no sign of the system', () => {
    setNumberLocale('de-CH');
    expect(parseNumber('1,234', {})).toBe("'1,234' can be 1.234 or 1234. Write one of these.");
  });
});
