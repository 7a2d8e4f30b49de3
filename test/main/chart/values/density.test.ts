import { expect, it } from 'vitest';
import { boxOf } from '#chart/values/box';
import { densityOf } from '#chart/values/density';

it('is that of a Gaussian around each value', () => {
  // Of 0 and 1 the standard deviation is √½, the distance of the quartiles ½ / 1.34 = 0.373: the smaller one counts.
  const bandwidth = 1.06 * (0.5 / 1.34) * 2 ** -0.2;
  const gauss = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI) / bandwidth;
  const { x, density } = densityOf([0, 1], 3);
  expect(x).toEqual([0, 0.5, 1]);
  expect(density[0]).toBeCloseTo((gauss(0) + gauss(1 / bandwidth)) / 2, 12);
  expect(density[1]).toBeCloseTo(gauss(0.5 / bandwidth), 12);
  expect(density[2]).toBeCloseTo(density[0] ?? NaN, 12);
});

it('has one place where all values are equal', () => {
  expect(densityOf([2, 2, 2], 80)).toEqual({ x: [2], density: [1] });
});

it('leaves outliers beyond the whiskers of a box', () => {
  // Quartiles of 1 to 5 and 20: 2.25 and 4.75; whiskers reach to -1.5 and 8.5.
  expect(boxOf([1, 2, 3, 4, 5, 20])).toEqual({
    low: 1,
    quartile1: 2.25,
    median: 3.5,
    quartile3: 4.75,
    high: 5,
  });
});
