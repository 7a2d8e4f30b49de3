import { describe, expect, it } from 'vitest';
import { formatNumber } from '../../../src-renderer/stores/format';
import { createScale, linearTicks } from '../../../src-renderer/studies/figure-scale';

describe('createScale', () => {
  it('has a margin beside the outermost values', () => {
    const scale = createScale([10, 20], { format: formatNumber });
    expect(scale.min).toBeCloseTo(9.4);
    expect(scale.max).toBeCloseTo(20.6);
    expect(scale.place(15)).toBeCloseTo(0.5);
    // 0.6 of 11.2 lie below the smallest value.
    expect(scale.place(10)).toBeCloseTo(0.6 / 11.2);
  });

  it('places equal ratios at equal distances on a logarithmic axis', () => {
    const scale = createScale([0.001, 0.1], { isLog: true, format: formatNumber });
    expect(scale.place(0.01)).toBeCloseTo(0.5);
    expect(scale.ticks.map(({ label }) => label)).toEqual(['0.001', '0.01', '0.1']);
  });

  it.each([[[5]], [[0, 0]], [[-3, -3]]])('is an axis around equal values %j', (values) => {
    const scale = createScale(values, { format: formatNumber });
    expect(scale.place(values[0] ?? NaN)).toBeGreaterThan(0);
    expect(scale.place(values[0] ?? NaN)).toBeLessThan(1);
    expect(scale.ticks.length).toBeGreaterThan(0);
  });

  it('has labels that differ', () => {
    const { ticks } = createScale([1.00012, 1.00016], { format: formatNumber });
    expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
  });
});

describe('linearTicks', () => {
  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.013, 0.021, [0.014, 0.016, 0.018, 0.02]],
    [-3, 3, [-3, -2, -1, 0, 1, 2, 3]],
  ])('are round from %f to %f', (min, max, ticks) => expect(linearTicks(min, max)).toEqual(ticks));
});
