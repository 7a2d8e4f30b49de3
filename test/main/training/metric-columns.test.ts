import { describe, expect, it } from 'vitest';
import { toMetricColumns } from '#training/metric-columns';

describe('toMetricColumns', () => {
  it('groups points into one set of columns per metric, with the names of values that JSON has not', () => {
    const point = (metric: string, step: number, value: number) => ({
      metric,
      step,
      seconds: step / 2,
      value,
    });
    expect(
      toMetricColumns([
        point('a', 1, 5),
        point('b', 1, -Infinity),
        point('a', 2, NaN),
        point('a', 3, 6),
      ]),
    ).toEqual([
      { metric: 'a', step: [1, 2, 3], seconds: [0.5, 1, 1.5], value: [5, 'NaN', 6] },
      { metric: 'b', step: [1], seconds: [0.5], value: ['-Infinity'] },
    ]);
  });
});
