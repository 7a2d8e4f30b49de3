import { expect, it } from 'vitest';
import type { Chart } from '#spec/comparison';
import { defaultTitle } from '#chart/chart-title';

it('tells charts of one field apart by their titles', () => {
  const of = (chart: object): string =>
    defaultTitle({ id: 'a', size: 'small', field: 'test/error', ...chart } as Chart);
  expect(of({ kind: 'bars', style: 'points' })).toBe('Means of test error');
  expect(of({ kind: 'box', style: 'box' })).toBe('Box plots of test error');
  expect(of({ kind: 'box', style: 'violin' })).toBe('Violin plots of test error');
  expect(of({ kind: 'histogram' })).toBe('Histogram of test error');
  expect(of({ kind: 'statistics' })).toBe('Statistics: Test error');
  expect(of({ kind: 'histogram', field: 'training.optimizer.rate' })).toBe('Histogram of rate');
});
