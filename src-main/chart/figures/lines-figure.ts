import type { Chart } from '#spec/comparison';
import { describeAxis, exampleUnitOf } from '../axes/describe-axis';
import { chooseAxisFormats } from '../axes/metric-axis';
import type { Figure } from '../figure';
import { buildLines, collectNotes } from '../lines/chart-lines';
import type { ChartLine } from '../lines/chart-line';
import { smoothingOf } from '../lines/curve-request';
import { describeOtherAxes, referenceLines } from '../lines/reported-lines';
import { metricTitle } from '../metric-names';
import { paperColor } from '../series-colors';
import { describeSources, referenceColor, seriesOfLines } from './figure-series';
import type { FigureSource } from './figure-source';
import { buildLinePanel } from './line-panel';
import { tableOfLines } from './lines-table';

type LinesChart = Extract<Chart, { kind: 'lines' }>;

/** The curves of one metric, as the window draws them. */
export function buildLinesFigure(chart: LinesChart, source: FigureSource): Figure {
  const { content, runs, range } = source;
  const { metric } = chart;
  const curveOf = (key: string) =>
    source.curveOf(key, metric, smoothingOf(chart, content.smoothing));
  const title = metricTitle(metric, runs, exampleUnitOf(runs));
  const measured = measuredLinesOf(source, curveOf);
  const startsAtZero = content.xAxis !== 'metric';
  const reference = { metric, xAxis: content.xAxis, startsAtZero, color: referenceColor };
  const lines = [...measured, ...referenceLines(source.reported, measured, reference)];
  const memberOf = membersOf(source, lines);
  const series = seriesOfLines(lines.filter(({ key }) => !memberOf.has(key)));
  const { panel, notes } = buildLinePanel(
    {
      title: null,
      lines,
      memberOf,
      x: describeAxis(content, runs),
      yLabel: title,
      formats: chooseAxisFormats(metric),
      startsAtZero,
      range,
      logX: chart.logX,
      logY: chart.logY ?? content.logScale,
      limits: chart.limits,
      ignoresOutliers: chart.ignoresOutliers,
    },
    series,
  );
  const otherAxes = describeOtherAxes(source.reported, reference);
  return {
    title: chart.title ?? title,
    panels: [panel],
    columns: 1,
    series,
    notes: [
      ...collectNotes(source.lines, curveOf, content),
      ...notes,
      ...(otherAxes === null ? [] : [otherAxes]),
      ...describeSources(
        source.reported.filter(({ key }) => lines.some((line) => line.key === key)),
      ),
    ],
    table: tableOfLines(lines, panel.x.label, metric),
  };
}

/** The lines of one metric in the colours of paper. */
export function measuredLinesOf(
  { content, lines, selected }: FigureSource,
  curveOf: Parameters<typeof buildLines>[1],
): ChartLine[] {
  const isStepAxis = content.xAxis === 'step';
  return buildLines(lines, curveOf, { isStepAxis, selected, colorOf: paperColor });
}

/** By the id of each run that is drawn beside its group: the key of the group. */
export function membersOf(
  { lines }: FigureSource,
  drawn: readonly ChartLine[],
): Map<string, string> {
  const keys = new Set(lines.map(({ key }) => key));
  const members = new Map<string, string>();
  for (const { key } of drawn) {
    const owner = lines.find(({ group }) => group.runs.some(({ id }) => id === key));
    if (!keys.has(key) && owner) members.set(key, owner.key);
  }
  return members;
}
