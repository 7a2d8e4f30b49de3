import type { ChartSize } from '#spec/comparison';

/** The grid has so many tracks: one to four columns of charts, and what is left of a row, divide them without rest. */
export const tracks = 12;

/**
 * The tracks that each chart takes. Charts stay in their order; those of a row share the room that the next one is too
 * wide for, so that no row has an empty place, the last one neither.
 */
export function spanCharts(sizes: readonly ChartSize[], columns: number): number[] {
  const rows: number[][] = [];
  let used = columns;
  for (const size of sizes) {
    const wanted = size === 'full' ? columns : Math.min(columns, size === 'wide' ? 2 : 1);
    if (used + wanted > columns) {
      rows.push([]);
      used = 0;
    }
    rows.at(-1)?.push(wanted);
    used += wanted;
  }
  return rows.flatMap((row) => {
    const total = row.reduce((sum, span) => sum + span, 0);
    return row.map((span) => (span * tracks) / total);
  });
}
