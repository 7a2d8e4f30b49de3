import { suggestFields } from '#analysis/compared-runs';
import { groupRuns } from '#analysis/group-runs';
import { countOnce } from '#analysis/repeated-runs';
import type { Figure } from '#chart/figure';
import { smoothingOf } from '#chart/lines/curve-request';
import type { Band, Center, Chart, ComparisonContent } from '#spec/comparison';
import type { Run } from '#spec/run';

/** How the curves of a figure come from the values of runs, so that another program can compute them again. */
export interface CurveRecipe {
  metric: string;
  /** Weight of the moving average. */
  smoothing: number;
  x: 'step' | 'seconds' | 'relative';
  center: Center;
  band: Band;
  /** `series`: an index into those of the figure. */
  lines: { series: number; runs: string[] }[];
}

/** The recipe of a chart; null where it has no curves, or where their axis is not in the values of runs. */
export function findRecipe(
  { chart, figure }: { chart: Chart; figure: Figure },
  comparison: ComparisonContent,
  runs: readonly Run[],
): CurveRecipe | null {
  const { xAxis: x, center } = comparison;
  if (chart.kind !== 'lines' || (x !== 'step' && x !== 'seconds' && x !== 'relative')) return null;
  const fields = comparison.groupBy ?? suggestFields(runs);
  const lines = listLines(figure, countOnce(groupRuns(runs, fields)));
  if (lines.length === 0) return null;
  const smoothing = smoothingOf(chart, comparison.smoothing);
  const band = fields.length > 0 ? comparison.band : 'none';
  return { metric: chart.metric, smoothing, x, center, band, lines };
}

/** The series of a figure that are groups of runs. */
function listLines({ series }: Figure, groups: ReturnType<typeof countOnce>): CurveRecipe['lines'] {
  const idsOf = new Map(groups.map(({ key, runs }) => [key, runs.map(({ id }) => id)]));
  return series.flatMap(({ key }, index) => {
    const runs = idsOf.get(key);
    return runs ? [{ series: index, runs }] : [];
  });
}
