import { describe, expect, it } from 'vitest';
import { seriesOf } from '#training/series-of';

describe('seriesOf', () => {
  it('sorts points into columns and leaves out what is no number', () => {
    const at = (metric: string, step: number, value: number) => ({
      metric,
      step,
      seconds: step / 2,
      value,
    });
    expect(seriesOf([at('a', 1, 5), at('b', 1, 7), at('a', 2, NaN), at('a', 3, 6)])).toEqual([
      { metric: 'a', step: [1, 3], seconds: [0.5, 1.5], value: [5, 6] },
      { metric: 'b', step: [1], seconds: [0.5], value: [7] },
    ]);
  });
});
