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
  expect(placeLabels([ours, line('theirs', [40, 60])], plot)).toEqual([
    { key: 'theirs', text: 'theirs', source: 'paper', top: 40 - labelHeight },
  ]);
});

it('leave out the label of a line that is too near to a lower one', () => {
  const placed = placeLabels([line('a', [50, 50]), line('b', [52, 52]), line('c', [80, 80])], plot);
  expect(placed.map(({ key }) => key)).toEqual(['a', 'c']);
});

it('leave out a line that ends outside of the plot', () => {
  expect(placeLabels([line('a', [50, 140])], plot)).toEqual([]);
});
