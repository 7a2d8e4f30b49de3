/** The charts of a comparison as figures, from the files of a project and without a window. */
import { suggestFields } from '#analysis/compared-runs';
import type { ReportedBeside } from '#analysis/tables/saved-comparison';
import { resolveReferences } from '#analysis/reported/reported-figures';
import type { AxisRange } from '#chart/axes/axis-range';
import type { Figure } from '#chart/figure';
import { buildFigure, curvesOfChart } from '#chart/figures/build-figure';
import type { FigureSource } from '#chart/figures/figure-source';
import { compareLines } from '#chart/lines/compared-lines';
import { buildCurveRequest, type WantedCurves } from '#chart/lines/curve-request';
import { suggestCharts } from '#chart/suggest-charts';
import type { Chart, ComparisonContent } from '#spec/comparison';
import type { Curve } from '#spec/curves';
import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { readProjectCurves } from './project-curves';

export interface FigureRequest {
  content: ComparisonContent;
  /** Every run that is compared, the oldest first. */
  runs: readonly Run[];
  /** The reported results of the project and of the program. */
  beside: ReportedBeside;
  /** Null: all charts of the comparison. */
  charts?: readonly Chart[] | null;
  /** The visible part of the x axis; null: all of it. */
  range?: AxisRange | null;
  /** Runs of groups that are drawn as lines of their own. */
  selected?: ReadonlySet<string>;
}

/** A chart with its picture; null where it has nothing to draw, or is a table or a text. */
export interface ChartFigure {
  chart: Chart;
  figure: Figure | null;
}

/** The charts of a comparison, those that it has chosen or else those that the window suggests. */
export function chartsOf({ charts, metrics }: ComparisonContent, runs: readonly Run[]): Chart[] {
  return charts ?? suggestCharts(metrics.length > 0 ? metrics : null, runs);
}

/** Draws charts, in their order. Throws WorkbenchError `unavailable` where values of a run cannot be read. */
export async function drawCharts(
  project: ProjectFolder,
  { content, runs, beside, charts = null, range = null, selected = new Set() }: FigureRequest,
): Promise<ChartFigure[]> {
  const fields = content.groupBy ?? suggestFields(runs);
  const lines = compareLines(runs, fields, content).filter(({ isHidden }) => !isHidden);
  const shown = charts ?? chartsOf(content, runs);
  const wanted = shown.flatMap((chart) => curvesOfChart(chart, { content, runs }));
  const request = { choices: content, isGrouped: fields.length > 0, runCount: runs.length, range };
  const curves = new Map<string, Curve>();
  for (const [smoothing, metrics] of groupBySmoothing(wanted)) {
    const input = buildCurveRequest(lines, metrics, request);
    if (!input) continue;
    for (const curve of await readProjectCurves(project, input))
      curves.set(keyOf(curve.key, curve.metric, smoothing), curve);
  }
  const source: FigureSource = {
    content,
    runs,
    lines,
    range,
    selected,
    curveOf: (key, metric, smoothing) => curves.get(keyOf(key, metric, smoothing)),
    reported: resolveReferences(content.references, beside.sources),
    templates: beside.templates,
  };
  return shown.map((chart) => ({ chart, figure: buildFigure(chart, source) }));
}

/** A request has one smoothing for each metric: charts may smooth the same metric differently. */
function groupBySmoothing(wanted: readonly WantedCurves[]): Map<number, WantedCurves[]> {
  const groups = new Map<number, WantedCurves[]>();
  for (const curve of wanted) {
    const group = groups.get(curve.smoothing) ?? [];
    if (group.some(({ metric }) => metric === curve.metric)) continue;
    groups.set(curve.smoothing, [...group, curve]);
  }
  return groups;
}

function keyOf(key: string, metric: string, smoothing: number): string {
  return JSON.stringify([key, metric, smoothing]);
}
