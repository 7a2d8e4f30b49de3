import { expect, it } from 'vitest';
import type { ChartLine } from '#chart/lines/chart-line';
import { labelHeight, placeLabels } from '../../../../src-renderer/ui/chart/reference-labels';

/** x from 0 to 100 over 100 pixels, y from 0 at the bottom to 100 at the top. */
const plot = {
  x: { isLog: false, origin: 0, slope: 1 },
  y: { isLog: false, origin: 100, slope: -1 },
  left: 0,
  right: 100,
  top: 0,
  bottom: 100,
};
const line = (key: string, y: number[], source: string | undefined = 'paper'): ChartLine => ({
  key,
  label: key,
  color: 'ink',
  x: y.map((_, index) => (100 * index) / (y.length - 1)),
  y,
  source,
});

it('stand above the ends of reported lines, and of no other line', () => {
  const ours = { ...line('ours', [30, 30]), source: undefined };
  const theirs = { ...line('theirs', [40, 60]), dash: [2, 2] };
  expect(placeLabels([ours, theirs], plot)).toEqual([
    {
      ...{ key: 'theirs', text: 'theirs', color: 'ink', dash: [2, 2], source: 'paper' },
      top: 40 - labelHeight,
    },
  ]);
});

it('stand one above the other where lines are near', () => {
  const placed = placeLabels([line('a', [10, 10]), line('b', [12, 12]), line('c', [80, 80])], plot);
  expect(placed.map(({ key, top }) => [key, top])).toEqual([
    ['a', 90 - labelHeight],
    ['b', 90 - 2 * labelHeight],
    ['c', 20 - labelHeight],
  ]);
});

it('leave out a label that would be far from its line, or above the plot', () => {
  const near = ['a', 'b', 'c'].map((key) => line(key, [10, 10]));
  expect(placeLabels(near, plot).map(({ key }) => key)).toEqual(['a', 'b']);
  expect(placeLabels([line('a', [95, 95])], plot)).toEqual([]);
});

it('leave out a line that ends outside of the plot', () => {
  expect(placeLabels([line('a', [50, 140])], plot)).toEqual([]);
});
