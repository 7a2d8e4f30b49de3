import { describe, expect, it } from 'vitest';
import { alignRuns } from '#storage/curves/align-runs';

const at = (...places: number[]) => ({ places: Float64Array.from(places), gaps: [] });
const values = (...numbers: number[]) => Float64Array.from(numbers);

describe('alignRuns', () => {
  it('takes the places of the longest run where the others are pieces of it, and copies nothing of it', () => {
    const runs = [at(2, 3), at(1, 2, 3, 4), at(1, 2)];
    const { places, isGrid, align } = alignRuns(runs);
    expect(places).toBe(runs[1]?.places);
    expect(isGrid).toBe(false);
    expect(align(0, values(7, 8))).toEqual(values(NaN, 7, 8, NaN));
    const whole = values(1, 2, 3, 4);
    expect(align(1, whole)).toBe(whole);
    expect(align(2, values(5, 6))).toEqual(values(5, 6, NaN, NaN));
  });

  it('joins runs that follow each other, as those that continue others', () => {
    const { places, align } = alignRuns([at(1, 2, 3), at(4, 5, 6, 7)]);
    expect(places).toEqual(values(1, 2, 3, 4, 5, 6, 7));
    expect(align(0, values(1, 1, 1))).toEqual(values(1, 1, 1, NaN, NaN, NaN, NaN));
  });

  it('does not interpolate over a gap, where rows were lost', () => {
    const places = Array.from({ length: 40 }, (_, row) => row);
    const lost = places.filter((place) => place < 20 || place > 21);
    const runs = [at(...places), { places: Float64Array.from(lost), gaps: [20] }, at(...lost)];
    const { align } = alignRuns(runs);
    const ones = new Float64Array(lost.length).fill(1);
    expect([...align(1, ones)].slice(18, 24)).toEqual([1, 1, NaN, NaN, 1, 1]);
    expect([...align(2, ones)].slice(18, 24)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('makes a grid as long as the longest run where places differ, and extrapolates nothing', () => {
    const { places, isGrid, align } = alignRuns([at(0, 3, 6, 9), at(1, 4, 8)]);
    expect(isGrid).toBe(true);
    expect(places).toEqual(values(0, 3, 6, 9));
    // From (1, 10) to (4, 40) to (8, 0).
    expect(align(1, values(10, 40, 0))).toEqual(values(NaN, 30, 20, NaN));
    expect(align(0, values(1, NaN, 3, 4))).toEqual(values(1, NaN, 3, 4));
  });

  it('keeps the last value of a place that a run has twice', () => {
    const { places, align } = alignRuns([at(1, 2, 2, 3), at(1, 2, 3)]);
    expect(places).toEqual(values(1, 2, 3));
    expect(align(0, values(5, 6, 7, 8))).toEqual(values(5, 7, 8));
  });

  it('takes runs without points', () => {
    expect(alignRuns([at(), at()]).places).toHaveLength(0);
    expect(alignRuns([at(), at(1, 2)]).align(0, values())).toEqual(values(NaN, NaN));
  });
});
