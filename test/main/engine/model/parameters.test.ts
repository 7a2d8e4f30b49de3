import { expect, it } from 'vitest';
import { Parameters, type Initializer } from '#engine/model/parameters';
import { onPlainCpu, valuesOf } from '../helpers';

onPlainCpu();

/** First values by name, created in the order of `names`. */
function firstValues(seed: number, names: string[], initializer: Initializer = { limit: 0.5 }) {
  const parameters = new Parameters(seed);
  for (const name of names) parameters.create(name, [20, 10], initializer);
  const found = Object.fromEntries(
    parameters.all().map(({ name, variable }) => [name, valuesOf(variable)]),
  );
  parameters.dispose();
  return found;
}

it('initialises each parameter from the seed and its own name alone', () => {
  const [one, other] = [firstValues(1, ['a', 'b']), firstValues(1, ['c', 'b', 'a'])];
  expect(other['a']).toEqual(one['a']);
  expect(other['b']).toEqual(one['b']);
  expect(one['b']).not.toEqual(one['a']);
  expect(firstValues(2, ['a'])['a']).not.toEqual(one['a']);
});

it('draws uniformly between ±limit, or starts at zeros or ones', () => {
  const values = firstValues(1, ['a'])['a'] ?? [];
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.5);
  // Of 200 draws.
  expect(Math.min(...values)).toBeLessThan(-0.45);
  expect(Math.max(...values)).toBeGreaterThan(0.45);
  expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / 200)).toBeLessThan(0.1);
  expect(new Set(firstValues(1, ['a'], 'zeros')['a'])).toEqual(new Set([0]));
  expect(new Set(firstValues(1, ['a'], 'ones')['a'])).toEqual(new Set([1]));
});

it('lists parameters in order, and the trainable ones under prefixes', () => {
  const parameters = new Parameters(1);
  parameters.create('a/kernel', [2], 'zeros', { decays: true });
  parameters.create('a/mean', [1], 'zeros', { trainable: false });
  parameters.create('ab/kernel', [1], 'zeros');
  parameters.create('b/kernel', [1], 'ones');
  const names = (list: { name: string }[]): string[] => list.map(({ name }) => name);
  expect(names(parameters.all())).toEqual(['a/kernel', 'a/mean', 'ab/kernel', 'b/kernel']);
  expect(names(parameters.trainableUnder('a/'))).toEqual(['a/kernel']);
  expect(names(parameters.trainableUnder('b/', 'a'))).toEqual([
    'a/kernel',
    'ab/kernel',
    'b/kernel',
  ]);
  expect(names(parameters.trainableUnder())).toEqual([]);
  expect(parameters.all().map(({ decays, trainable }) => [decays, trainable])).toEqual([
    [true, true],
    [false, false],
    [false, true],
    [false, true],
  ]);
  parameters.dispose();
  expect(parameters.all()).toEqual([]);
});
