import { expect, it } from 'vitest';
import { intervalName } from '#analysis/interval-name';

it('names how an interval is computed, and its confidence', () => {
  expect(intervalName('t')).toBe('95 % interval (t)');
  expect(intervalName('bootstrap', 0.999)).toBe('99.9 % interval (bootstrap)');
});
