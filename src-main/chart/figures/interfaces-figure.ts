import type { Chart } from '#spec/comparison';
import { nameEdge } from '#spec/model';
import { describeAxis } from '../axes/describe-axis';
import { chooseAxisFormats } from '../axes/metric-axis';
import type { Figure } from '../figure';
import {
  hasModule,
  listInterfacePanels,
  readDistances,
  type InterfacePanels,
} from '../interface-panels';
import { collectNotes } from '../lines/chart-lines';
import type { ChartLine } from '../lines/chart-line';
import type { ComparedLine } from '../lines/compared-lines';
import { formatNumber } from '#analysis/format-value';
import { paperColor } from '../series-colors';
import { seriesOfGroups } from './figure-series';
import type { FigureSource } from './figure-source';
import { buildLinePanel } from './line-panel';
import { measuredLinesOf, membersOf } from './lines-figure';
import { tableOfLines } from './lines-table';
import { buildWaiting, type BuiltPanel } from './waiting-panels';

/** Panels of more measures than these have no room beside each other on paper. */
const mostColumns = 3;

/**
 * The metrics of all interfaces as small multiples, as in the window: one panel for each edge or module and measure, then
 * what modules wait for by the settings. Null where there is nothing of it.
 */
export function buildInterfacesFigure(
  chart: Extract<Chart, { kind: 'interfaces' }>,
  { lines, ...others }: FigureSource,
): Figure | null {
  const found = listInterfacePanels(others.runs);
  const source = { ...others, lines: lines.filter((line) => isDrawn(line, found, others.curveOf)) };
  const built = [
    ...buildMeasures(found, source),
    ...buildWaiting(found, source.lines),
    ...buildDistances(found, source),
  ];
  const [first] = built;
  if (!first) return null;
  const perRow = found.rows[0]?.panels.length ?? 1;
  return {
    title: chart.title ?? 'Interfaces',
    panels: built.map(({ panel }) => panel),
    columns: Math.min(mostColumns, Math.max(1, perRow === 1 ? built.length : perRow)),
    series: seriesOfGroups(source.lines),
    notes: [...new Set(built.flatMap(({ notes }) => notes))],
    table: {
      columns: ['panel', ...first.table.columns],
      rows: built.flatMap(({ panel, table }) =>
        table.rows.map((row) => [panel.title ?? '', ...row]),
      ),
    },
  };
}

/** Whether some panel has a line or a bar of it. */
function isDrawn(
  { key, group }: ComparedLine,
  { rows, waiting, distances }: InterfacePanels,
  curveOf: FigureSource['curveOf'],
): boolean {
  return (
    rows.some(({ panels }) =>
      panels.some(({ metric }) => (curveOf(key, metric, 0)?.x.length ?? 0) > 0),
    ) ||
    waiting.some(({ modules }) => modules.some((module) => hasModule(group.runs, module))) ||
    distances.some((panel) => readDistances(group.runs, panel).x.length > 0)
  );
}

/** The metrics whose curves the panels show. */
export function interfaceMetrics(source: Pick<FigureSource, 'runs'>): string[] {
  return listInterfacePanels(source.runs).rows.flatMap(({ panels }) =>
    panels.map(({ metric }) => metric),
  );
}

function buildMeasures({ rows }: InterfacePanels, source: FigureSource): BuiltPanel[] {
  const { content, runs, range } = source;
  const series = seriesOfGroups(source.lines);
  const x = describeAxis(content, runs);
  return rows.flatMap((row) =>
    row.panels.map(({ name, metric }) => {
      const curveOf = (key: string) => source.curveOf(key, metric, 0);
      const lines = measuredLinesOf(source, curveOf);
      const built = buildLinePanel(
        {
          title: `${row.title}, ${name}`,
          lines,
          memberOf: membersOf(source, lines),
          x,
          yLabel: '',
          formats: chooseAxisFormats(metric),
          startsAtZero: content.xAxis !== 'metric',
          range,
          logX: false,
          logY: row.logY,
        },
        series,
      );
      const notes = [...collectNotes(source.lines, curveOf, content), ...built.notes];
      return { panel: built.panel, notes, table: tableOfLines(lines, x.label, 'value') };
    }),
  );
}

function buildDistances({ distances }: InterfacePanels, source: FigureSource): BuiltPanel[] {
  return distances.map((panel) => {
    const lines = source.lines.flatMap(({ key, label, color, dash, group }): ChartLine[] => {
      const points = readDistances(group.runs, panel);
      return points.x.length === 0
        ? []
        : [{ key, label, color: paperColor(color), dash, ...points }];
    });
    const label = 'ticks back in time';
    const built = buildLinePanel(
      {
        title: `Gradient norm, ${nameEdge(panel.edge)}`,
        lines,
        memberOf: new Map(),
        x: { label, format: formatNumber, isTime: false },
        yLabel: '',
        formats: { formatY: formatNumber, formatTick: formatNumber, linearReason: null },
        startsAtZero: true,
        range: null,
        logX: false,
        logY: true,
      },
      seriesOfGroups(source.lines),
    );
    const note = 'Gradient norms by distance are the last measured ones, means of the runs.';
    return {
      panel: built.panel,
      notes: [note, ...built.notes],
      table: tableOfLines(lines, label, 'value'),
    };
  });
}
