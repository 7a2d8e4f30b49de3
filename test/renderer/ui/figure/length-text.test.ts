import { describe, expect, it } from 'vitest';
import { columnWidths, figurePresets, figureStyleSchema } from '#spec/figure-style';
import {
  formatLength,
  readFontSize,
  readHeight,
  readLength,
  readResolution,
} from '../../../../src-renderer/ui/figure/length-text';

describe('the width of a figure', () => {
  it('is shown in inches, and read as it is shown', () => {
    expect(formatLength(234)).toBe('3.25 in');
    expect(formatLength(72)).toBe('1 in');
    expect(formatLength(241)).toBe('3.347 in');
    for (const points of Object.values(columnWidths)) {
      const read = readLength(formatLength(points));
      expect(typeof read === 'string' ? read : read.points).toBeCloseTo(points, 1);
    }
  });

  it('is read in other units and by the name of a column', () => {
    expect(readLength('8.5 cm')).toEqual({ points: expect.closeTo(240.945, 3) as number });
    expect(readLength('neurips')).toEqual({ points: 396 });
  });

  it('is refused with a sentence where it is no length, or too small or too large', () => {
    expect(readLength('wide')).toBe(
      'Write a length such as 8.5 cm, 3.25 in or 234 pt, or single, double, article, neurips, ieee, ieee-double.',
    );
    for (const text of ['0.99 in', '71.9', '40.1 in', '2881 pt'])
      expect(readLength(text), text).toBe('It must be from 1 to 40 inches.');
    expect(readLength('1 in')).toEqual({ points: 72 });
    expect(readLength('40 in')).toEqual({ points: 2880 });
  });
});

describe('the height of a figure', () => {
  it('may be empty, so that it follows the width', () => {
    expect(readHeight('  ')).toEqual({ points: null });
    expect(readHeight('2 in')).toEqual({ points: 144 });
    expect(readHeight('0 in')).toBe('It must be from 1 to 40 inches.');
  });
});

describe('the size of the text', () => {
  it('is points, with or without the unit', () => {
    expect(readFontSize('8 pt')).toEqual({ points: 8 });
    expect(readFontSize('8.5')).toEqual({ points: 8.5 });
    for (const text of ['3.9', '48.1', '', 'large'])
      expect(readFontSize(text), text).toBe('It must be from 4 to 48 points.');
  });
});

describe('the resolution', () => {
  it('is a whole number', () => {
    expect(readResolution('300')).toEqual({ dots: 300 });
    for (const text of ['35', '1201', '72.5', '', 'high'])
      expect(readResolution(text), text).toBe('It must be a whole number from 36 to 1200.');
  });
});

it('accepts what the schema of a style accepts', () => {
  const isValid = (changes: object): boolean =>
    figureStyleSchema.safeParse({ ...figurePresets.paper, ...changes }).success;
  for (const points of [71, 72, 2880, 2881])
    expect(typeof readLength(`${points} pt`) === 'object').toBe(isValid({ width: points }));
  for (const points of [3, 4, 48, 49])
    expect(typeof readFontSize(`${points}`) === 'object').toBe(isValid({ fontSize: points }));
});
