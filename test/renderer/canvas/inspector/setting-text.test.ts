import { describe, expect, it } from 'vitest';
import {
  integersText,
  pairText,
  readIntegers,
  readPair,
} from '../../../../src-renderer/canvas/inspector/setting-text';

describe('lists of whole numbers', () => {
  it('are separated by commas, spaces or semicolons', () => {
    for (const text of ['256, 128', '256 128', '256;128', ' 256,,128, '])
      expect(readIntegers(text, 1)).toEqual({ value: [256, 128] });
  });

  it('may be empty', () => {
    expect(readIntegers('  ', 1)).toEqual({ value: [] });
  });

  it.each(['256, x', '2.5', '0', '-3', '1e999'])('refuse %s', (text) => {
    expect(readIntegers(text, 1)).toEqual({
      problem: 'Type whole numbers from 1, separated by commas.',
    });
  });

  it('read back what they write', () => {
    expect(integersText([256, 128])).toBe('256, 128');
    expect(readIntegers(integersText([7, 5, 3]), 1)).toEqual({ value: [7, 5, 3] });
  });
});

describe('pairs', () => {
  it('are one number for both, or rows and columns', () => {
    expect(readPair('3', 1)).toEqual({ value: 3 });
    for (const text of ['3 × 5', '3x5', '3*5', '3, 5', '3 5'])
      expect(readPair(text, 1)).toEqual({ value: [3, 5] });
  });

  it('of two equal numbers are one number', () => {
    expect(readPair('4 × 4', 1)).toEqual({ value: 4 });
  });

  it.each(['', '3 × 5 × 7'])('refuse %j, which is not one or two', (text) => {
    expect(readPair(text, 1)).toEqual({ problem: 'Type one number, or two: 3 × 5.' });
  });

  it.each(['0', 'three', '3 × 2.5'])('refuse %s', (text) => {
    expect(readPair(text, 1)).toEqual({ problem: 'Type a whole number from 1, or two: 3 × 5.' });
  });

  it('are written with a cross', () => {
    expect(pairText(3)).toBe('3');
    expect(pairText([3, 5])).toBe('3 × 5');
  });
});
