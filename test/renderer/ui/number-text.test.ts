import { describe, expect, it } from 'vitest';
import { formatNumberInput, parseNumber } from '../../../src-renderer/ui/number-text';

describe('readNumber', () => {
  it.each([
    ['256', 256],
    ['3e-4', 0.0003],
    ['10,000', 10_000],
    ['1 000 000', 1_000_000],
    [' .5 ', 0.5],
  ])('parses %j', (text, value) => expect(parseNumber(text, {})).toBe(value));

  it.each([
    ['', {}, 'Type a number'],
    ['12x', {}, 'Type a number'],
    ['1.5', { integer: true }, 'whole'],
    ['0', { min: 1 }, 'At least 1'],
    ['2', { max: 1 }, 'At most 1'],
    ['NaN', {}, 'Type a number'],
    ['Infinity', {}, 'Type a number'],
    ['1e400', {}, 'At most 1.7976931348623157e+308 in size'],
    ['-1e400', { max: 5 }, 'At most 5 in size'],
    ['1e300', { integer: true }, 'At most 9007199254740991'],
  ])('rejects %j', (text, limits, message) => expect(parseNumber(text, limits)).toContain(message));
});

describe('numberText', () => {
  it('produces text that parses to the same number', () => {
    expect(formatNumberInput(0.0003)).toBe('3e-4');
    expect(formatNumberInput(10_000)).toBe('10000');
    for (const value of [0, 0.1, 3e-5, -2.5e-7, 1e-8])
      expect(parseNumber(formatNumberInput(value), {})).toBe(value);
  });
});
