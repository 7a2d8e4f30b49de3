import { describe, expect, it } from 'vitest';
import type { ChartLine } from '#chart/lines/chart-line';
import { describeChart, describeOutside } from '#chart/lines/chart-notes';
import { chooseYScale, type YScaleRequest } from '#chart/axes/y-scale';

const line = (label: string, y: number[], more: Partial<ChartLine> = {}): ChartLine => ({
  key: label,
  label,
  color: '--run-1',
  x: y.map((_, index) => index * 10),
  y,
  ...more,
});

function notes(lines: ChartLine[], logY = true, range: { from: number; to: number } | null = null) {
  const scale = chooseYScale(lines, { logY, range });
  return describeChart(lines, { scale, range, xLabel: 'step', formatX: String });
}

describe('the notes of a chart', () => {
  it('count the points that a log axis cannot show, and say why', () => {
    expect(notes([line('train', [4, 0, 0, 2])])).toEqual([
      '2 of 4 points are zero, which a log axis cannot show: ticks at its lower edge mark them.',
    ]);
    expect(notes([line('train', [4, -1, 0, 2])])).toEqual([
      '2 of 4 points are zero or negative, which a log axis cannot show: ticks at its lower edge mark them.',
    ]);
    expect(notes([line('train', [4, -1])])).toEqual([
      '1 of 2 points is negative, which a log axis cannot show: a tick at its lower edge marks it.',
    ]);
    expect(notes([line('train', [4, 0, 0, 2])], false)).toEqual([]);
  });

  it('name the lines that have such points', () => {
    expect(notes([line('train', [4, 0]), line('test', [1, 2])])).toEqual([
      "1 of 2 points of 'train' is zero, which a log axis cannot show: a tick at its lower edge marks it.",
    ]);
    expect(notes([line('train', [4, 0]), line('test', [0, 2])])).toEqual([
      '2 of 4 points in 2 lines are zero, which a log axis cannot show: ticks at its lower edge mark them.',
    ]);
  });

  it('count what is visible, and of a decimated curve all points', () => {
    const [note] = notes([line('train', [4, 0, 0, 2])], true, { from: 15, to: 30 });
    expect(note).toMatch(/^1 of 2 points is zero/);
    const counts = { total: 700, zero: 527, negative: 0, notFinite: 0 };
    const [decimated] = notes([line('train', [4, 0, 2], { counts })]);
    expect(decimated).toMatch(/^527 of 700 points are zero/);
  });

  it('tell values that are not finite, on either axis', () => {
    const note = '2 of 3 points are not finite (NaN or ∞): crosses at the lower edge mark them.';
    expect(notes([line('train', [4, NaN, Infinity])])).toEqual([note]);
    expect(notes([line('train', [4, NaN, Infinity])], false)).toEqual([note]);
  });

  it('tell where points are missing', () => {
    expect(notes([line('train', [4, 3, 2, 1], { breaks: [2] })])).toEqual([
      'No points between step 10 and 20: the line breaks there.',
    ]);
    expect(notes([line('train', [4, 3, 2, 1], { breaks: [1, 2] })])).toEqual([
      'Points are missing in 2 places: the lines break there.',
    ]);
  });

  it('tell that a range between two points holds no measurement', () => {
    expect(notes([line('train', [4, 3])], true, { from: 3, to: 6 })).toEqual([
      'Nothing was measured in this range: the lines join the points beside it.',
    ]);
  });

  it('tell what is smoothed, and count the unsmoothed values', () => {
    const rawTrace = { x: [0, 10], y: [4, 0] };
    expect(notes([line('train', [4, 2], { rawTrace })])).toEqual([
      '1 of 2 points is zero, which a log axis cannot show: a tick at its lower edge marks it.',
      'Smoothed. The faint lines are measured.',
    ]);
  });

  it('say nothing where everything is drawn as it was measured', () => {
    expect(notes([line('train', [4, 3, 2])])).toEqual([]);
    expect(notes([])).toEqual([]);
  });
});

describe('the note on values outside of the axis', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index);
  const outside = (lines: ChartLine[], more: Partial<YScaleRequest>) =>
    describeOutside(chooseYScale(lines, { logY: false, range: null, ...more }), lines, String);
  const ramp = (label: string, more: Partial<ChartLine> = {}) => line(label, hundred, more);
  const diverged = line(
    'diverged',
    hundred.map((index) => 10 ** (index / 4)),
  );

  it('counts points beyond limits, of a decimated curve at least those that are drawn', () => {
    const limits = { min: 2, max: 98 };
    expect(outside([ramp('a')], { limits })).toBe('3 points outside, above 98 and below 2.');
    const counts = { total: 5000, zero: 0, negative: 0, notFinite: 0 };
    expect(outside([ramp('a', { counts })], { limits: { min: null, max: 98 } })).toBe(
      'At least 1 point outside, above 98.',
    );
    expect(outside([ramp('a')], {})).toBeNull();
  });

  it('counts the lines that have diverged', () => {
    const others = ['a', 'b', 'c'].map((label) => ramp(label));
    expect(outside([...others, diverged], {})).toBe('1 of 4 lines leaves the axis above 100.');
    expect(outside([...others, diverged, diverged], {})).toBe(
      '2 of 5 lines leave the axis above 100.',
    );
  });

  it('names the first values', () => {
    const falling = line(
      'error',
      hundred.map((index) => (index === 0 ? 90 : 4 - index / 50)),
    );
    // The values after the start end at 2.02; a quarter of their height is added above them.
    expect(outside([falling], {})).toBe('The first values are above 4.5, outside the axis.');
  });
});

it('says where a logarithmic x axis begins, if it leaves points out', () => {
  const note = (lines: ChartLine[]) => {
    const scale = chooseYScale(lines, { logY: false, range: null });
    const logX = { min: 10, max: 30 };
    return describeChart(lines, { scale, range: null, xLabel: 'step', formatX: String, logX });
  };
  expect(note([line('train', [4, 3, 2])])).toEqual([
    'The log axis begins at step 10: it cannot show points at zero.',
  ]);
  expect(note([line('train', [4, 3], { x: [10, 20] })])).toEqual([]);
});
