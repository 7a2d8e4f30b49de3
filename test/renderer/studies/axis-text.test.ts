import { describe, expect, it } from 'vitest';
import type { Axis } from '../../../src-main/spec/study';
import {
  canBe,
  changeKind,
  describeAxis,
  formatAxisValues,
  kindOf,
  listWrittenValues,
  parseAxisValues,
} from '../../../src-renderer/studies/axis-text';

const logRange: Axis = { logRange: { from: 0.001, to: 0.1, count: 3 } };

describe('parseAxisValues', () => {
  it.each<[string, unknown[]]>([
    ['0.001, 3e-4', [0.001, 0.0003]],
    ['dni, none', ['dni', 'none']],
    ['true, false', [true, false]],
    ['null, 4', [null, 4]],
    ['[64, 64], [128], []', [[64, 64], [128], []]],
    ['"a, b", 3', ['a, b', 3]],
    ['same, 1, 1, same', ['same', 1]],
    ['1,2,', [1, 2]],
  ])('reads %s', (text, values) => expect(parseAxisValues(text)).toEqual(values));

  it.each(['', ' , ', '[64, 64', '{"a": 1}', '[[1]]', '"a'])(
    'explains what is wrong with %j',
    (text) => expect(typeof parseAxisValues(text)).toBe('string'),
  );
});

describe('formatAxisValues', () => {
  it.each([
    [[0.0003, 1000]],
    [['dni', 'none']],
    [['true', '12', 'a, b', '']],
    [[true, null, [64, 32], []]],
  ])('writes %j so that it is read as the same values', (values) =>
    expect(parseAxisValues(formatAxisValues(values))).toEqual(values),
  );
});

describe('an axis as another kind', () => {
  it('keeps the values of a range that becomes a list', () => {
    expect(changeKind({ range: { from: 0, to: 1, count: 5 } }, 'list')).toEqual([
      0, 0.25, 0.5, 0.75, 1,
    ]);
  });

  it('keeps ends and number of a list that becomes a range', () => {
    expect(changeKind([0.1, 0.01, 0.001], 'logRange')).toEqual({
      logRange: { from: 0.001, to: 0.1, count: 3 },
    });
  });

  it('begins above zero where ratios are asked for', () => {
    expect(changeKind([0, 0.5], 'logRange')).toEqual({
      logRange: { from: 1e-4, to: 0.5, count: 2 },
    });
  });

  it('draws over decades on a logarithmic scale', () => {
    expect(changeKind([0.001, 0.1], 'draw')).toEqual({
      draw: { from: 0.001, to: 0.1, scale: 'log', whole: false },
    });
    expect(changeKind([16, 32], 'draw')).toMatchObject({ draw: { scale: 'linear' } });
  });

  it('is a range or a draw of numbers only', () => {
    expect(canBe(['dni', 'none'], 'range')).toBe(false);
    expect(canBe(['dni', 'none'], 'list')).toBe(true);
    expect(canBe(logRange, 'draw')).toBe(true);
  });
});

describe('listWrittenValues', () => {
  it('gives equal ratios without rounding errors', () =>
    expect(listWrittenValues(logRange)).toEqual([0.001, 0.01, 0.1]));

  it('gives the ends of a draw', () =>
    expect(listWrittenValues({ draw: { from: 1, to: 8, scale: 'linear', whole: true } })).toEqual([
      1, 8,
    ]));
});

it('describes axes in a few words', () => {
  expect(kindOf(logRange)).toBe('logRange');
  expect(describeAxis(logRange)).toBe('3 values from 0.001 to 0.1, equal ratios');
  expect(describeAxis([1, 'two'])).toBe('1, two');
  expect(describeAxis({ draw: { from: 2, to: 9, scale: 'linear', whole: true } })).toBe(
    'whole numbers drawn from 2 to 9',
  );
});
