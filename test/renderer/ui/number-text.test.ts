import { describe, expect, it } from 'vitest';
import { numberText, readNumber } from '../../../src-renderer/ui/number-text';

describe('readNumber', () => {
  it.each([
    ['256', 256],
    ['3e-4', 0.0003],
    ['10,000', 10_000],
    ['1 000 000', 1_000_000],
    [' .5 ', 0.5],
  ])('reads %j', (text, value) => expect(readNumber(text, {})).toBe(value));

  it.each([
    ['', {}, 'Type a number'],
    ['12x', {}, 'Type a number'],
    ['1.5', { integer: true }, 'whole'],
    ['0', { min: 1 }, 'At least 1'],
    ['2', { max: 1 }, 'At most 1'],
  ])('refuses %j', (text, limits, words) => expect(readNumber(text, limits)).toContain(words));
});

describe('numberText', () => {
  it('can be read again', () => {
    expect(numberText(0.0003)).toBe('3e-4');
    expect(numberText(10_000)).toBe('10000');
    for (const value of [0, 0.1, 3e-5, -2.5e-7, 1e-8])
      expect(readNumber(numberText(value), {})).toBe(value);
  });
});
