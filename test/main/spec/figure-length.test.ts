import { describe, expect, it } from 'vitest';
import { parseLength } from '#spec/figure-length';

describe('a length', () => {
  it('is read in every unit as points of 1/72 inch', () => {
    for (const [text, points] of [
      ['234', 234],
      ['234pt', 234],
      ['3.25 in', 234],
      ['2.54cm', 72],
      ['25.4 mm', 72],
      ['96px', 72],
      [' 10 CM ', 283.4646],
    ] as const)
      expect(parseLength(text), text).toBeCloseTo(points, 3);
  });

  it('is read as the name of a column of a page', () => {
    expect(parseLength('single')).toBe(234);
    expect(parseLength('Double')).toBe(486);
    expect(parseLength('neurips')).toBe(396);
    expect(parseLength('ieee')).toBe(252);
    // \columnwidth of a twocolumn article: 229.5 of 72.27 to the inch.
    expect(parseLength('article')).toBeCloseTo(228.64, 2);
    expect(parseLength('ieee-double')).toBeCloseTo(515.52, 6);
  });

  it('is nothing else', () => {
    for (const text of [
      '',
      'wide',
      '3,25 in',
      '-1 in',
      '1e2',
      '3 em',
      'in',
      '3.25 in wide',
      'toString',
    ])
      expect(parseLength(text), text).toBeNull();
  });
});
