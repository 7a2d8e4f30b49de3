import { labelGroups, type RunGroup } from '#analysis/group-runs';
import { assignStyles } from '#chart/lines/line-styles';
import { colorToken } from '../ui/series-colors';
import type { FigureRow } from './figure-rows';

/** The groups that differ in one numeric setting only, in the order of its values. */
export interface SweepSeries {
  key: string;
  /** Empty where there is one series. */
  label: string;
  color: string;
  dash: readonly number[];
  points: { x: number; row: FigureRow }[];
}

type SweepPoint = SweepSeries['points'][number];

/**
 * The points that a line joins: those with a value that were trained equally long, since successive halving stops
 * combinations at values that are not compared with those of longer runs.
 */
export function joinPoints(
  points: readonly SweepPoint[],
): { stoppedAt: number | null; joined: SweepPoint[] }[] {
  const lines = new Map<number | null, SweepPoint[]>();
  for (const point of points) {
    const { mean, stoppedAt } = point.row;
    if (mean !== null) lines.set(stoppedAt, [...(lines.get(stoppedAt) ?? []), point]);
  }
  return [...lines].map(([stoppedAt, joined]) => ({ stoppedAt, joined }));
}

/** The groups of a study by what they have beside the setting at `path`, which stands on the x axis. */
export function arrangeSweep(
  groups: readonly RunGroup[],
  rows: readonly FigureRow[],
  path: string,
): SweepSeries[] {
  const series = new Map<string, { rest: RunGroup; points: SweepSeries['points'] }>();
  for (const [index, group] of groups.entries()) {
    const row = rows[index];
    const x = group.values[path];
    if (!row || typeof x !== 'number') continue;
    const values = Object.fromEntries(
      Object.entries(group.values).filter(([field]) => field !== path),
    );
    const key = JSON.stringify(values);
    const present = series.get(key) ?? { rest: { key, values, runs: [] }, points: [] };
    // One model or method speaks for the series.
    if (present.rest.runs.length === 0) present.rest.runs.push(...group.runs);
    present.points.push({ x, row });
    series.set(key, present);
  }
  const rests = [...series.values()].map(({ rest }) => rest);
  const fields = Object.keys(rests[0]?.values ?? {});
  const labels = labelGroups(rests);
  const styles = assignStyles(rests, fields.length > 0 ? fields : [path]);
  return [...series].map(([key, { points }]) => ({
    key,
    label: series.size > 1 ? (labels.get(key) ?? key) : '',
    color: colorToken(styles.get(key)?.color ?? 0),
    dash: styles.get(key)?.dash ?? [],
    points: points.sort((a, b) => a.x - b.x),
  }));
}
