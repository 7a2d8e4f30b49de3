import { expect, it } from 'vitest';
import type { ChartSize } from '#spec/comparison';
import { spanCharts } from '../../../src-renderer/compare/grid-spans';

const small = (count: number): ChartSize[] => Array.from({ length: count }, () => 'small');

it('gives charts of equal size equal parts of a row', () => {
  expect(spanCharts(small(3), 3)).toEqual([4, 4, 4]);
  expect(spanCharts(['small', 'wide'], 3)).toEqual([4, 8]);
  expect(spanCharts(['wide', 'small'], 4)).toEqual([8, 4]);
});

it('fills the last row, and a row that the next chart is too wide for', () => {
  expect(spanCharts(small(4), 3)).toEqual([4, 4, 4, 12]);
  expect(spanCharts(small(5), 3)).toEqual([4, 4, 4, 6, 6]);
  expect(spanCharts(['small', 'full', 'small', 'small'], 2)).toEqual([12, 12, 6, 6]);
  expect(spanCharts(['small', 'wide', 'small'], 2)).toEqual([12, 12, 12]);
});

it('fills every row exactly, whatever the sizes are', () => {
  const kinds: ChartSize[] = ['small', 'wide', 'full'];
  for (const columns of [1, 2, 3, 4])
    for (let code = 0; code < 3 ** 5; code += 1) {
      const sizes = [0, 1, 2, 3, 4].map(
        (digit) => kinds[Math.floor(code / 3 ** digit) % 3] ?? 'small',
      );
      let used = 0;
      for (const span of spanCharts(sizes, columns)) {
        expect(Number.isInteger(span)).toBe(true);
        used += span;
        expect(used).toBeLessThanOrEqual(12);
        if (used === 12) used = 0;
      }
      expect(used).toBe(0);
    }
});
