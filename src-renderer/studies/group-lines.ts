import type { Curve } from '#spec/curves';
import { bandNames } from '#chart/lines/band-names';
import type { ChartLine } from '#chart/lines/chart-line';
import type { FigureRow } from './figure-rows';

/** The curves of groups as a chart draws them: the mean of their runs, with a band around it. */
export function toGroupLines(
  rows: readonly FigureRow[],
  find: (key: string) => Curve | undefined,
): ChartLine[] {
  return rows.flatMap((row) => {
    const curve = find(row.key);
    if (!curve) return [];
    const { x, y, breaks, lower, upper, n, total, zero, negative, notFinite } = curve;
    return [
      {
        key: row.key,
        label: row.label,
        color: row.color,
        dash: row.dash,
        x,
        y,
        breaks,
        band: lower && upper ? { lower, upper } : null,
        bandName: bandNames.interval,
        n,
        counts: { total, zero, negative, notFinite },
      },
    ];
  });
}
