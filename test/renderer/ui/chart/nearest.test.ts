import { describe, expect, it } from 'vitest';
import { findNearestIndex } from '../../../../src-renderer/ui/chart/nearest';

describe('findNearestIndex', () => {
  const at = (index: number) => [0, 10, 20][index] ?? 0;
  it.each([
    [-5, 0],
    [4, 0],
    [6, 1],
    [14, 1],
    [99, 2],
  ])('finds the point nearest to %d', (value, index) =>
    expect(findNearestIndex(3, at, value)).toBe(index),
  );
  it('returns -1 for an empty list', () => expect(findNearestIndex(0, at, 1)).toBe(-1));
});
