import { describe, expect, it } from 'vitest';
import { areaPath, linePath } from '#exchange/report/html/svg-path';

describe('paths', () => {
  it('are relative whole tenths, and break where a value is missing', () => {
    // 1, 2 is 10, 20; from there 1.5 to the right and 0.5 up; then a gap; a single point is a dot.
    expect(linePath([1, 2.5, 3, 4], [2, 1.5, NaN, 6])).toBe('M 10 20l0 0 15-5M 40 60l0 0');
  });

  it('stay near the picture where a value is far outside of it', () => {
    expect(linePath([0, 1e300], [0, 0])).toBe('M 0 0l0 0 1000000 0');
    expect(linePath([0, Infinity], [0, 0])).toBe('M 0 0l0 0');
  });

  it('go along the upper edge of an area and back along the lower one, once for each part', () => {
    expect(areaPath([0, 1, 2, 3], [0, 0, NaN, 0], [1, 2, 2, 1])).toBe(
      'M 0 10l0 0 10 10 0-20-10 0zM 30 10l0 0 0-10z',
    );
  });
});
