import type { ComparisonContent } from '#spec/comparison';
import type { CurvesRequestInput } from '#spec/curves';
import { isNoisy } from '../metric-names';
import type { AxisRange } from '../axes/axis-range';
import type { ComparedLine } from './compared-lines';

/** The single runs of more than so many would only cover their groups. */
export const maxFaintRuns = 300;
/** Of more lines than this, the raw traces behind smoothed ones would cover them. */
const maxRawLines = 24;
/** Points of all lines of a chart: more than a screen has pixels for. */
const pointsOfAll = 120_000;

/** A metric of a chart. `smoothing`: weight of the moving average. */
export interface WantedCurves {
  metric: string;
  smoothing: number;
}

export type CurveChoices = Pick<
  ComparisonContent,
  'xAxis' | 'xMetric' | 'xModule' | 'center' | 'band' | 'showsRuns'
>;

export interface CurveRequestOptions {
  choices: CurveChoices;
  /** Whether the lines are groups. */
  isGrouped: boolean;
  /** How many runs are compared, hidden ones too. */
  runCount: number;
  /** The visible part of the x axis; null: all of it. */
  range: AxisRange | null;
}

/** The weight of the moving average in a chart: metrics that are measured rarely have none unless the chart asks. */
export function smoothingOf(
  { metric, smoothing }: { metric: string; smoothing: number | null },
  ofAll: number,
): number {
  return smoothing ?? (isNoisy(metric) ? ofAll : 0);
}

/** Whether the single runs of groups are drawn behind them. */
export function showsFaintRuns({ showsRuns }: CurveChoices, runCount: number): boolean {
  return showsRuns && runCount <= maxFaintRuns;
}

/** The request for some metrics of lines; null where there are none. */
export function buildCurveRequest(
  lines: readonly ComparedLine[],
  metrics: readonly WantedCurves[],
  { choices, isGrouped, runCount, range }: CurveRequestOptions,
): CurvesRequestInput | null {
  if (lines.length === 0 || metrics.length === 0) return null;
  const { xAxis, xMetric, xModule, center, band } = choices;
  return {
    lines: lines.map(({ key, group }) => ({ key, runIds: group.runs.map(({ id }) => id) })),
    metrics: [...metrics],
    x: xAxis,
    xMetric: xMetric ?? undefined,
    xModule: xModule ?? undefined,
    range,
    points: Math.min(1000, Math.max(150, Math.round(pointsOfAll / lines.length))),
    center,
    band: isGrouped ? band : 'none',
    withRuns: isGrouped && showsFaintRuns(choices, runCount),
    withRaw: lines.length <= maxRawLines,
  };
}
