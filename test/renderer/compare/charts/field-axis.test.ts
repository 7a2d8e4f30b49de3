import { describe, expect, it } from 'vitest';
import {
  buildFieldAxis,
  fractionOf,
  sortCategories,
} from '../../../../src-renderer/compare/charts/field-axis';

describe('the axis of a field', () => {
  it('is logarithmic where positive numbers span two decades, linear below', () => {
    expect(buildFieldAxis('training.optimizer.rate', [0.0001, 0.01]).kind).toBe('log');
    expect(buildFieldAxis('training.optimizer.rate', [0.0001, 0.0099]).kind).toBe('linear');
    expect(buildFieldAxis('training.optimizer.rate', [0, 0.0001, 0.01]).kind).toBe('linear');
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
