import { describe, expect, it } from 'vitest';
import { countValue, metricValueSchema, toMetricValue } from '#spec/metric-value';

describe('a value of a metric', () => {
  it.each([0, -1.5, 1e300, NaN, Infinity, -Infinity])('survives JSON: %d', (value) => {
    const sent: unknown = JSON.parse(JSON.stringify(toMetricValue(value)));
    expect(Number(metricValueSchema.parse(sent))).toBe(value);
  });

  it('is counted by what an axis cannot show', () => {
    const values = [1, 0, -0, -3, NaN, Infinity, -Infinity];
    const counts = { zero: 0, negative: 0, notFinite: 0 };
    for (const value of values) countValue(counts, value);
    expect(counts).toEqual({ zero: 2, negative: 1, notFinite: 3 });
  });
});
