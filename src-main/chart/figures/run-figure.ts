import { formatNumber } from '#analysis/format-value';
import type { Curve } from '#spec/curves';
import { gradientMetricName } from '#spec/metric-catalogue';
import type { EdgeId } from '#spec/model';
import { isTrained, type Run } from '#spec/run';
import type { LineView, RunChart } from '#spec/run-chart';
import type { AxisText } from '../axes/describe-axis';
import { chooseAxisFormats, type AxisFormats } from '../axes/metric-axis';
import type { Figure } from '../figure';
import type { Ancestor } from '../lines/ancestors';
import { measuredLines, type ChartLine } from '../lines/chart-line';
import { buildProfileLines, curvesByDistance, listSteps } from '../lines/gradient-profile';
import { buildInterfaceLines, buildUpdatesLines } from '../lines/interface-lines';
import { buildAncestorLines, buildRunLines } from '../lines/run-lines';
import { gradientDistances, interfaceEdges } from '../metric-names';
import { metricsOfRunChart, titleOfRunChart } from '../run-charts';
import { paperColors } from '../series-colors';
import { seriesOfLines } from './figure-series';
import { buildLinePanel } from './line-panel';
import { tableOfLines } from './lines-table';

/** What the figure of a chart of a run is built from. */
export interface RunFigureSource {
  run: Run;
  /** The runs that it continues. */
  ancestors: readonly Ancestor[];
  curveOf: (runId: string, metric: string) => Curve | undefined;
}

/** A chart of the page of a run, as the window draws it; null where it has nothing to draw. */
export function buildRunFigure(
  chart: RunChart,
  source: RunFigureSource,
  { hidden, ...view }: LineView,
): Figure | null {
  const all = linesOf(chart, source);
  if (all.every(({ x }) => x.length === 0)) return null;
  const lines = all.filter(({ key }) => !hidden.includes(key));
  const title = titleOfRunChart(chart);
  const series = seriesOfLines(measuredLines(lines));
  const guides = lines.filter(({ isGuide = false }) => isGuide);
  const { panel, notes } = buildLinePanel(
    {
      ...{ title: null, lines, memberOf: new Map<string, string>(), ...view },
      x: xAxisOf(chart),
      yLabel: chart.kind === 'gradient' ? 'Gradient norm' : title,
      formats: formatsOf(chart, source.run),
      startsAtZero: true,
      logX: false,
    },
    series,
  );
  return {
    ...{ title, panels: [panel], columns: 1, series },
    notes: [...guides.map(({ label }) => `The upright line is at ${label}.`), ...notes],
    table: tableOfLines(measuredLines(lines), panel.x.label, 'value'),
  };
}

function linesOf(chart: RunChart, { run, ancestors, curveOf }: RunFigureSource): ChartLine[] {
  const ofRun = (metric: string): Curve | undefined => curveOf(run.id, metric);
  if (chart.kind === 'metrics')
    return [
      ...buildRunLines(run, chart.metrics, ofRun, paperColors),
      ...buildAncestorLines(run, ancestors, chart.metrics, curveOf, paperColors),
    ];
  if (!isTrained(run)) return [];
  const metrics = Object.keys(run.metrics);
  if (chart.kind === 'updates') return buildUpdatesLines(run, ofRun, paperColors);
  if (chart.kind === 'interfaces') {
    const request = { edges: interfaceEdges(metrics), measure: chart.measure };
    return buildInterfaceLines(run, request, ofRun, paperColors);
  }
  const distances = gradientDistances(metrics).get(chart.edge) ?? [];
  const curves = curvesByDistance(distances, (ticks) =>
    ofRun(gradientMetricName(chart.edge as EdgeId, ticks)),
  );
  const step = chart.step ?? listSteps(curves).at(-1);
  return buildProfileLines(run, curves, step, paperColors);
}

function xAxisOf({ kind }: RunChart): AxisText {
  const label = kind === 'gradient' ? 'ticks back in time' : 'step';
  return { label, format: formatNumber, isTime: false };
}

function formatsOf(chart: RunChart, run: Run): AxisFormats {
  if (chart.kind !== 'gradient') return chooseAxisFormats(metricsOfRunChart(chart, run)[0] ?? '');
  return { formatY: formatNumber, formatTick: formatNumber, linearReason: null };
}
