import { describe, expect, it } from 'vitest';
import { toMetricColumns } from '#training/metric-columns';

describe('toMetricColumns', () => {
  it('groups points into one set of columns per metric and leaves out NaN', () => {
    const point = (metric: string, step: number, value: number) => ({
      metric,
      step,
      seconds: step / 2,
      value,
    });
    expect(
      toMetricColumns([point('a', 1, 5), point('b', 1, 7), point('a', 2, NaN), point('a', 3, 6)]),
    ).toEqual([
      { metric: 'a', step: [1, 3], seconds: [0.5, 1.5], value: [5, 6] },
      { metric: 'b', step: [1], seconds: [0.5], value: [7] },
    ]);
  });
});
