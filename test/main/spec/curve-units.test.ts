import { describe, expect, it } from 'vitest';
import { guessUnit, isOutOfUnit, suggestName, unitOf, withUnit } from '#spec/curve-units';

it.each([
  ['stored', 'val/acc'],
  ['percent', 'val/acc%'],
  ['accuracy', '1-val/acc'],
  ['accuracyPercent', '1-val/acc%'],
] as const)('%s is asked for as %s', (unit, from) => {
  expect(withUnit('val/acc', unit)).toBe(from);
  expect(unitOf(from, 'val/acc')).toBe(unit);
});

it.each([
  ['val/err', 'validation/error'],
  ['Loss/train', 'train/loss'],
  ['test_acc', 'test/error'],
  ['accuracy/val', 'validation/error'],
  ['train/loss', null],
  ['loss', null],
  ['train/entropy', null],
  ['train/val/loss', null],
])('%s is probably called %s here', (source, name) => {
  expect(suggestName(source)).toBe(name);
});

describe('the unit of values', () => {
  const range = (source: string, lowest: number | null, highest: number | null) => ({
    ...{ source, lowest, highest },
  });

  it.each([
    ['validation/error', range('val/err', 0.5, 5), 'percent'],
    ['validation/error', range('val/err', 0, 1), 'stored'],
    ['validation/error', range('val/acc', 0.1, 0.98), 'accuracy'],
    ['validation/error', range('val/acc', 10, 98), 'accuracyPercent'],
    ['validation/error', range('val/err', 1, 500), 'stored'],
    ['validation/error', range('val/err', null, null), 'stored'],
    ['train/loss', range('Loss/train', 0.5, 5), 'stored'],
  ] as const)('of %s, %j, is guessed as %s', (name, values, unit) => {
    expect(guessUnit(name, values)).toBe(unit);
  });

  it('does not fit where a fraction is above 1 or below 0', () => {
    expect(isOutOfUnit('test/error', { lowest: 0, highest: 1 })).toBe(false);
    expect(isOutOfUnit('test/error', { lowest: 0, highest: 1.01 })).toBe(true);
    expect(isOutOfUnit('test/error', { lowest: -94, highest: 0.5 })).toBe(true);
    expect(isOutOfUnit('train/loss', { lowest: 0, highest: 9 })).toBe(false);
  });
});
