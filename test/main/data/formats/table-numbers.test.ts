import { describe, expect, it } from 'vitest';
import {
  hintOf,
  isMissing,
  maySeparateThousands,
  NumberReader,
  parseNumber,
} from '#data/formats/table-numbers';

describe('the number in a cell', () => {
  it.each([
    ['0', 0],
    ['-12.50', -12.5],
    ['+.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['0e5', 0],
    ['1.5E-2', 0.015],
    ['007', 7],
    [' 3 ', 3],
    ['inf', Infinity],
    ['-Infinity', -Infinity],
    ['1e400', Infinity],
  ])('with a decimal point: %j', (cell, value) => {
    expect(parseNumber(cell, '.')).toBe(value);
  });

  it.each([
    ['0', 0],
    ['-12,50', -12.5],
    [',5', 0.5],
    ['1,5e-2', 0.015],
    ['1e3', 1000],
  ])('with a decimal comma: %j', (cell, value) => {
    expect(parseNumber(cell, ',')).toBe(value);
  });

  it.each([
    '',
    ' ',
    '\u00a0',
    'x',
    '1,5',
    '1.234,5',
    '0x10',
    ' 0x10',
    '\t0b11',
    '0b1',
    '1_000',
    '1 000',
    '--1',
    '1e',
    '.',
    '5%',
  ])('is none in %j', (cell) => {
    expect(parseNumber(cell, '.')).toBeNaN();
  });

  it.each(['1.5', '1.234,5', '5,', ',', '0x10', '1,2,3'])('is none with a comma in %j', (cell) => {
    expect(parseNumber(cell, ',')).toBeNaN();
  });
});

describe('a cell', () => {
  it.each([
    '',
    'NA',
    'N/A',
    'n/a',
    'NaN',
    'nan',
    'null',
    'NULL',
    'None',
    '<NA>',
    '#N/A N/A',
    '?',
    '-',
    '.',
  ])('is missing as %j', (cell) => {
    expect(isMissing(cell)).toBe(true);
  });

  it.each(['0', 'nano', 'NAM', 'unknown', '..'])('is not missing as %j', (cell) => {
    expect(isMissing(cell)).toBe(false);
  });

  it('that is no number is explained where that is possible', () => {
    expect(hintOf('1.234.567', '.')).toMatch(/thousands/);
    expect(hintOf('1 234', '.')).toMatch(/thousands/);
    expect(hintOf('1.234', ',', "in 'a'")).toMatch(/not a comma, as in 'a', or it separates/);
    expect(hintOf('1,5', '.')).toMatch(/not a point/);
    expect(hintOf('1.5', ',')).toMatch(/not a comma/);
    expect(hintOf('0xff', '.')).toMatch(/decimal notation/);
    expect(hintOf('red', '.')).toBe('');
  });
});

describe('the numbers of a file', () => {
  it('have the mark of the first number with one', () => {
    const reader = new NumberReader(null);
    expect([reader.parse('3'), reader.parse('2,5'), reader.parse('-0,5')]).toEqual([3, 2.5, -0.5]);
    expect(reader.parse('2.5')).toBeNaN();
    expect(reader.mark).toBe(',');
    const points = new NumberReader(null);
    expect([points.parse('1e3'), points.parse('2.5')]).toEqual([1000, 2.5]);
    expect(points.parse('2,5')).toBeNaN();
    expect(new NumberReader(null).mark).toBeNull();
  });

  it('may have marks between thousands', () => {
    for (const mark of [',', '.'] as const)
      for (const [cell, may] of [
        ['1,234', true],
        ['-12,000', true],
        [' 1,234', true],
        ['0,123', false],
        ['1,23', false],
        ['1234', false],
      ] as const)
        expect(maySeparateThousands(cell.replace(',', mark), mark)).toBe(may);
  });
});
