import { describe, expect, it } from 'vitest';
import { buildDrawnLines, orderFromBack } from '../../../../src-renderer/ui/chart/drawn-lines';
import type { ChartLine } from '#chart/lines/chart-line';
import type { AxisRange } from '#chart/axes/axis-range';
import { lineOf, plotOf } from './plot';

const steps = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const resolve = (color: string): string => `resolved ${color}`;
const diverged = lineOf([0, 20], [1, 2], { endMark: { x: 25, label: 'diverged at step 25' } });

/** 100 pixels for 100 steps. */
const plot = plotOf({ x: [0, 100], y: [0, 100] });
const spaced = (distance: number, end = 100): number[] =>
  steps(Math.floor(end / distance) + 1).map((index) => index * distance);

describe('how a line is drawn', () => {
  const styleOf = (x: number[], more: Partial<ChartLine> = {}, geometry = plot) => {
    const [drawn] = buildDrawnLines([lineOf(x, x, more)], null, resolve, geometry);
    return { radius: drawn?.pointRadius, width: drawn?.width };
  };

  it('shows its points where they are at least 8 pixels apart, and is equally wide without them', () => {
    expect(styleOf([50])).toEqual({ radius: 2, width: 1.5 });
    expect(styleOf(spaced(8))).toEqual({ radius: 2, width: 1.5 });
    expect(styleOf(spaced(4))).toEqual({ radius: 0, width: 1.5 });
    // Few points, but all of them in a short part of the axis.
    expect(styleOf(spaced(2, 10))).toEqual({ radius: 0, width: 1.5 });
  });

  it('shows its points where those of the visible part have room', () => {
    const zoomed = plotOf({ x: [20, 40], y: [0, 100] });
    expect(styleOf(spaced(2))).toMatchObject({ radius: 0 });
    expect(styleOf(spaced(2), {}, zoomed)).toMatchObject({ radius: 2 });
  });

  it('has no points where most of them crowd at the end of a logarithmic axis', () => {
    const log = plotOf({ x: [1, 100], y: [0, 100], logX: true });
    expect(styleOf([1, 10, 100], {}, log).radius).toBe(2);
    // 11 points on 100 pixels, of which the last five are on 15.
    expect(styleOf(spaced(10), {}, log).radius).toBe(0);
  });

  it('shows the points of a dashed line only where dashes are seen between them', () => {
    expect(styleOf(spaced(10), { dash: [6, 4] }).radius).toBe(0);
    expect(styleOf(spaced(20), { dash: [6, 4] }).radius).toBe(2);
  });

  it('is thin among many lines, and without points where there are many of all lines together', () => {
    const styleAmong = (count: number) => {
      const lines = steps(count).map(() => lineOf(spaced(10), spaced(10)));
      const [drawn] = buildDrawnLines(lines, null, resolve, plot);
      return { radius: drawn?.pointRadius, width: drawn?.width };
    };
    expect(styleAmong(30)).toEqual({ radius: 2, width: 1 });
    expect(styleAmong(600)).toEqual({ radius: 0, width: 1 });
  });

  it('has the colour that its own stands for', () => {
    expect(buildDrawnLines([diverged], null, resolve, plot)[0]?.color).toBe('resolved --run-1');
  });

  it('has no points where it only helps to read the chart', () => {
    const [guide] = buildDrawnLines(
      [lineOf([5, 5], [1, 2], { isGuide: true })],
      null,
      resolve,
      plot,
    );
    expect(guide).toMatchObject({ pointRadius: 0 });
  });

  it('has its end mark only where its last point is loaded', () => {
    const markIn = (range: AxisRange | null) =>
      buildDrawnLines([diverged], range, resolve, plot)[0]?.endMark;
    expect(markIn(null)).toEqual(diverged.endMark);
    expect(markIn({ from: 5, to: 25 })).toEqual(diverged.endMark);
    expect(markIn({ from: 0, to: 24.9 })).toBeNull();
  });
});

describe('the order of lines', () => {
  /** Lines of so many points, from 0 to 1000 unless they end before it. */
  const keysFromBack = (counts: Record<string, number>, ends: Record<string, number> = {}) => {
    const lines = Object.entries(counts).map(([key, count]) => {
      const x = steps(count).map((index) => (index * (ends[key] ?? 1000)) / Math.max(1, count - 1));
      return lineOf(x, x, { key });
    });
    return orderFromBack(buildDrawnLines(lines, null, resolve, plot)).map(({ line }) => line.key);
  };

  it('has the first line in front', () => {
    expect(keysFromBack({ a: 50, b: 50, c: 50 })).toEqual(['c', 'b', 'a']);
  });

  it('has lines of many points behind those of few', () => {
    expect(keysFromBack({ train: 1000, validation: 50, test: 50 })).toEqual([
      'train',
      'test',
      'validation',
    ]);
  });

  it('does not depend on where a line ends', () => {
    expect(keysFromBack({ a: 1000, short: 100, c: 1000 }, { short: 100 })).toEqual([
      'c',
      'short',
      'a',
    ]);
    expect(keysFromBack({ a: 1000, short: 100, point: 1 }, { short: 100 })).toEqual([
      'short',
      'a',
      'point',
    ]);
  });

  it('stays the same where some have a few points more', () => {
    expect(keysFromBack({ a: 1010, b: 990, c: 1000 })).toEqual(['c', 'b', 'a']);
  });
});
