import { countTicks } from '../axes/axis-ticks';
import type { FigureLayer, FigurePanel, FigureTable } from '../figure';
import { hasModule, readWaiting, type InterfacePanels, type WaitingRow } from '../interface-panels';
import type { ComparedLine } from '../lines/compared-lines';
import { buildAxis, buildRowAxis } from './figure-axes';
import { tableOfLines } from './lines-table';
import { barHalf } from './value-marks';

/** A panel of a figure of several, with its part of the table. */
export interface BuiltPanel {
  panel: FigurePanel;
  table: FigureTable;
  notes: string[];
}

/** As in the window: more bars are a list and no chart. */
const mostBars = 12;
/** Parts of the longest bar: the axis with the number beside it, and the gap between both. */
const [room, gap] = [1.3, 0.03];
const axisLabels = { passes: 'passes of other modules', ticks: 'ticks' } as const;

/** What the updates of each module wait for, with a bar for each line that is compared. It follows from the settings. */
export function buildWaiting(
  { waiting }: InterfacePanels,
  lines: readonly ComparedLine[],
): BuiltPanel[] {
  return waiting.flatMap((row) =>
    row.modules.map((module) => buildModule(module, row, lines, largestOf(row, lines))),
  );
}

/** Of all modules, so that bars compare between them. */
function largestOf({ modules, measure }: WaitingRow, lines: readonly ComparedLine[]): number {
  const highs = lines.flatMap(({ group }) =>
    modules.map((module) => readWaiting(group.runs, module, measure)?.high ?? 0),
  );
  return Math.max(1, ...highs);
}

function buildModule(
  module: string,
  { title, measure }: WaitingRow,
  lines: readonly ComparedLine[],
  largest: number,
): BuiltPanel {
  const all = lines.flatMap(({ label, group }, series) =>
    hasModule(group.runs, module)
      ? [{ label, series, waiting: readWaiting(group.runs, module, measure) }]
      : [],
  );
  const bars = all.slice(0, mostBars);
  const name = title.split(',')[0] ?? title;
  return {
    panel: {
      title: `${name}, ${module}`,
      x: buildAxis({
        label: axisLabels[measure],
        bounds: { min: 0, max: room * largest },
        isLog: false,
        buildTicks: countTicks,
        format: String,
        hasGrid: true,
      }),
      y: buildRowAxis(bars.map(({ label }) => label)),
      layers: bars.flatMap(({ series, waiting }, row): FigureLayer[] => [
        ...(waiting ? [barOf(series, waiting.high, row)] : []),
        {
          kind: 'texts',
          series: null,
          items: [
            {
              x: (waiting?.high ?? 0) + gap * largest,
              y: row,
              text: describe(waiting),
              align: 'start',
            },
          ],
        },
      ]),
      colorScale: null,
    },
    notes: [
      `'${name}' follows from the settings and was not measured.`,
      ...(all.length > bars.length
        ? [`'${name}' has the first ${mostBars} of ${all.length} bars.`]
        : []),
    ],
    table: {
      columns: tableOfLines([], axisLabels[measure], 'value').columns,
      rows: all.map(({ label, waiting }) => [
        ...[label, 'by the settings', 0, null],
        ...[waiting?.high ?? null, waiting?.low ?? null, waiting?.high ?? null, null],
      ]),
    },
  };
}

function barOf(series: number, high: number, row: number): FigureLayer {
  const items = [{ x0: 0, x1: high, y0: row - barHalf, y1: row + barHalf }];
  return { kind: 'rectangles', style: 'fill', series, items };
}

function describe(waiting: ReturnType<typeof readWaiting>): string {
  if (!waiting) return '–';
  const { low, high } = waiting;
  return low === high ? String(high) : `${low} to ${high}`;
}
