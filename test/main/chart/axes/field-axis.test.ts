import { describe, expect, it } from 'vitest';
import type { FieldValue } from '#analysis/run-field';
import {
  buildFieldAxis,
  describeLogRefusal,
  fractionOf,
  nameOnAxis,
  sortCategories,
} from '#chart/axes/field-axis';
import { spaceMarks } from '#chart/axes/field-ticks';

describe('the axis of a field', () => {
  it('is logarithmic where positive numbers span two decades, linear below', () => {
    expect(buildFieldAxis('training.optimizer.rate', [0.0001, 0.01]).kind).toBe('log');
    expect(buildFieldAxis('training.optimizer.rate', [0.0001, 0.0099]).kind).toBe('linear');
    expect(buildFieldAxis('training.optimizer.rate', [0, 0.0001, 0.01]).kind).toBe('linear');
  });

  it('is logarithmic for values of a setting that were chosen by ratio, not for equal steps', () => {
    const kindOf = (...rates: number[]): string =>
      buildFieldAxis('training.optimizer.rate', rates).kind;
    expect(kindOf(0.000125, 0.00025, 0.0005, 0.001)).toBe('log');
    expect(kindOf(0.001, 0.003, 0.01, 0.03)).toBe('log');
    expect([kindOf(2, 3, 4), kindOf(1, 2), kindOf(0, 1, 2, 4)]).toEqual([
      'linear',
      'linear',
      'linear',
    ]);
    expect(buildFieldAxis('test/loss', [1, 2, 4]).kind).toBe('linear');
  });

  it('leaves out marks whose labels would run into one another', () => {
    const axis = buildFieldAxis('training.optimizer.rate', [1, 2, 3, 50, 51], { scale: 'linear' });
    expect(spaceMarks(axis, 'x').marks).toEqual([1, 50]);
    expect(spaceMarks(buildFieldAxis('test/loss', [1, 2]), 'x').marks).toBeNull();
  });

  it('is the one that is asked for, with the values above zero on a logarithmic one', () => {
    const linear = buildFieldAxis('training.optimizer.rate', [0.0001, 0.01], { scale: 'linear' });
    expect([linear.kind, linear.logRefusal]).toEqual(['linear', null]);
    const log = buildFieldAxis('test/loss', [0, -1, 2, 4, NaN], { scale: 'log' });
    expect([log.kind, log.logRefusal]).toEqual(['log', null]);
    expect([0, -1, 2, 4].map((value) => log.place(value))).toEqual([null, null, 2, 4]);
    // A twentieth of the factor 2 is free at both ends.
    expect(log.bounds.min).toBeCloseTo(2 / 2 ** 0.05, 12);
    expect(log.bounds.max).toBeCloseTo(4 * 2 ** 0.05, 12);
    expect([nameOnAxis(linear), nameOnAxis(log)]).toEqual(['rate', 'Test loss above zero']);
  });

  it('says why it is not logarithmic, though asked to be', () => {
    const refusal = (field: string, values: FieldValue[], needsAll = false): string | null =>
      describeLogRefusal(buildFieldAxis(field, values, { scale: 'log', needsAll }));
    expect(refusal('test/loss', [1, 2])).toBeNull();
    expect(refusal('test/loss', [0, -1])).toBe(
      'The axis of Test loss stays linear: it has no value above zero.',
    );
    expect(refusal('test/loss', [0, 1, -2], true)).toBe(
      'The axis of Test loss stays linear: 2 of its values are not above zero.',
    );
    expect(refusal('training.method', ['dni'])).toMatch(/not all numbers/);
    expect(refusal('training.seed', [1, 2])).toMatch(/means nothing/);
    expect(refusal('interface/a->b/cosine', [0.5])).toMatch(/a cosine can be negative/);
  });

  it('stays linear for seeds, and for cosines, which can be negative', () => {
    expect(buildFieldAxis('training.seed', [1, 1000]).kind).toBe('linear');
    expect(buildFieldAxis('interface/a->b/cosine', [0.001, 1]).kind).toBe('linear');
  });

  it('has the values of a setting as ticks where they are few, never those of a metric', () => {
    expect(buildFieldAxis('training.seed', [3, 1, 2, 3]).marks).toEqual([1, 2, 3]);
    expect(buildFieldAxis('training.seed', [1, 2, 3, 4, 5, 6, 7]).marks).toBeNull();
    expect(buildFieldAxis('test/error', [0.1, 0.2]).marks).toBeNull();
  });

  it('leaves a twentieth of its length free at both ends', () => {
    expect(buildFieldAxis('run.step', [0, 100]).bounds).toEqual({ min: -5, max: 105 });
    expect(buildFieldAxis('run.step', [8]).bounds).toEqual({ min: 4, max: 12 });
    expect(buildFieldAxis('run.step', []).bounds).toEqual({ min: 0, max: 1 });
  });

  it('has no place for what is missing or not finite', () => {
    const { place } = buildFieldAxis('test/error', [0.1, NaN, null]);
    expect([place(0.1), place(NaN), place(Infinity), place(null)]).toEqual([0.1, null, null, null]);
  });

  it('has texts and switches side by side, each once', () => {
    const axis = buildFieldAxis('training.method', ['none', 'dni', 'none', null]);
    expect(axis.kind).toBe('category');
    expect(axis.categories).toEqual(['none', 'dni', null]);
    expect(axis.bounds).toEqual({ min: -0.5, max: 2.5 });
    expect([axis.place('dni'), axis.place(null), axis.place('other')]).toEqual([1, 2, null]);
    expect([axis.format(1), axis.format(2)]).toEqual(['DNI', 'none']);
  });
});

it('sorts categories: numbers by size, then the others as they come, a missing one last', () => {
  expect(sortCategories([null, 10, 'b', 2, 'a', true, 2, NaN])).toEqual([
    2,
    10,
    'b',
    'a',
    true,
    null,
  ]);
});

it('measures how far along a place is, on a logarithmic axis by its logarithm', () => {
  const linear = buildFieldAxis('run.step', [0, 100]);
  expect(fractionOf(linear, 50)).toBeCloseTo(0.5, 12);
  const log = { ...buildFieldAxis('x/loss', [0.01, 1]), bounds: { min: 0.01, max: 1 } };
  expect(log.kind).toBe('log');
  expect(fractionOf(log, 0.1)).toBeCloseTo(0.5, 12);
});
