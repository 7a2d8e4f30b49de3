import { describe, expect, it } from 'vitest';
import { buildDrawnLines } from '../../../../src-renderer/ui/chart/drawn-lines';
import type { AxisRange } from '../../../../src-renderer/stores/x-axis';
import { lineOf } from './plot';

const steps = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const resolve = (color: string): string => `resolved ${color}`;
const diverged = lineOf([0, 20], [1, 2], { endMark: { x: 25, label: 'diverged at step 25' } });

describe('how a line is drawn', () => {
  const styleOf = (count: number, range: AxisRange | null = null, lineCount = 1) => {
    const lines = steps(lineCount).map(() => lineOf(steps(count), steps(count)));
    const [drawn] = buildDrawnLines(lines, range, resolve);
    return { radius: drawn?.pointRadius, width: drawn?.width };
  };

  it('shows its points, and is thin between them, where they are few', () => {
    expect(styleOf(1)).toEqual({ radius: 2, width: 1 });
    expect(styleOf(60)).toEqual({ radius: 2, width: 1 });
    expect(styleOf(100)).toEqual({ radius: 1.25, width: 1 });
    expect(styleOf(1000)).toEqual({ radius: 0, width: 1.5 });
    // What counts is what is visible.
    expect(styleOf(1000, { from: 100, to: 120 })).toEqual({ radius: 2, width: 1 });
  });

  it('is thin and without points among many lines', () => {
    expect(styleOf(1000, null, 30)).toEqual({ radius: 0, width: 1 });
    expect(styleOf(60, null, 30).radius).toBe(2);
    expect(styleOf(60, null, 200).radius).toBe(0);
  });

  it('has the colour that its own stands for', () => {
    expect(buildDrawnLines([diverged], null, resolve)[0]?.color).toBe('resolved --run-1');
  });

  it('has no points where it only helps to read the chart', () => {
    const [guide] = buildDrawnLines([lineOf([5, 5], [1, 2], { isGuide: true })], null, resolve);
    expect(guide).toMatchObject({ pointRadius: 0, alpha: 1 });
  });

  it('has its end mark only where its last point is loaded', () => {
    const markIn = (range: AxisRange | null) =>
      buildDrawnLines([diverged], range, resolve)[0]?.endMark;
    expect(markIn(null)).toEqual(diverged.endMark);
    expect(markIn({ from: 5, to: 25 })).toEqual(diverged.endMark);
    expect(markIn({ from: 0, to: 24.9 })).toBeNull();
  });
});
