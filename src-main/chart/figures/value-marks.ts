import type { Interval } from '#analysis/statistics/interval';
import type { FigureLayer } from '../figure';
import type { RowValues } from './values-source';

/** The height of a row is 1: half of that of a bar, a box or a violin, and of the ends of an interval. */
export const [barHalf, capHalf] = [0.3, 0.14];

/** An interval as a line with ends, in a row. */
export function intervalLayer({ low, high }: Interval, row: number): FigureLayer {
  return {
    kind: 'line',
    role: 'main',
    series: row,
    x: [low, high, NaN, low, low, NaN, high, high],
    y: [row, row, NaN, row - capHalf, row + capHalf, NaN, row - capHalf, row + capHalf],
  };
}

/** The mean of a row with its interval. */
export function meanLayers(
  { mean, interval }: { mean: number | null; interval: Interval | null },
  row: number,
): FigureLayer[] {
  if (mean === null) return [];
  return [
    ...(interval ? [intervalLayer(interval, row)] : []),
    { kind: 'points', series: row, marker: 'diamond', size: 4.5, x: [mean], y: [row] },
  ];
}

/** A line from each reported value up through the rows of the groups, so that they can be compared with it. */
export function levelLayers({ values, lines }: RowValues): FigureLayer[] {
  return values.groups.slice(lines.length).flatMap(({ mean }, index): FigureLayer[] => {
    const row = lines.length + index;
    return mean === null
      ? []
      : [{ kind: 'line', role: 'guide', series: row, x: [mean, mean], y: [-0.5, row] }];
  });
}

/** The reported values in rows of their own, below those of the groups. */
export function reportedLayers({ values, lines }: RowValues): FigureLayer[] {
  return values.groups
    .slice(lines.length)
    .flatMap((group, index) => meanLayers(group, lines.length + index));
}
