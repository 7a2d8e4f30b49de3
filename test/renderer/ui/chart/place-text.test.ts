import { describe, expect, it } from 'vitest';
import { describePlace, findCommonX } from '../../../../src-renderer/ui/chart/place-text';
import type { LineReading } from '../../../../src-renderer/ui/chart/read-values';

const at = (x: number) => ({ x }) as LineReading;
const settings = {
  formatX: (x: number, figures = 4) => `${x} to ${figures} figures`,
  startsAtZero: true,
  isTimeAxis: false,
} as Parameters<typeof describePlace>[2];

describe('the place of the crosshair', () => {
  it('is where the values were measured, with all digits, if that is one place', () => {
    expect(findCommonX([at(520), at(520)])).toBe(520);
    expect(describePlace(516.3, [at(520), at(520)], settings)).toBe('520 to 12 figures');
  });

  it('is else that of the pointer, a whole number on an axis of steps', () => {
    expect(findCommonX([at(516), at(515)])).toBeNull();
    expect(findCommonX([])).toBeNull();
    expect(describePlace(516.3, [at(516), at(515)], settings)).toBe('516 to 4 figures');
    const time = { ...settings, isTimeAxis: true };
    expect(describePlace(516.3, [at(516), at(515)], time)).toBe('516.3 to 4 figures');
  });
});
