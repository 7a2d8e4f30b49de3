import { formatNumber } from '#analysis/format-value';
import { missing } from '#analysis/tables/text-table';
import type { Figure, FigureAxis, FigureLine, FigurePanel } from '#chart/figure';
import { countNoun } from '#spec/count-noun';

/** Rows of numbers that a page shows of a figure without lines. */
const maxRows = 500;

/** The figure in words, for whoever does not see it. */
export function summarizeFigure({ title, panels, series }: Figure): string {
  const parts = panels.map((panel) => {
    const name = panel.title === null ? '' : `${panel.title}: `;
    return `${name}${describeAxis(panel.y, 'values')} over ${describeAxis(panel.x, 'categories')}`;
  });
  const names = series.slice(0, 12).map(({ label }) => label);
  const more = series.length > names.length ? ` and ${series.length - names.length} more` : '';
  const lines =
    series.length === 0
      ? ''
      : ` It shows ${countNoun(series.length, 'series', 'series')}: ${names.join('; ')}${more}.`;
  return `${title}. ${parts.join('. ')}.${lines}`;
}

function describeAxis({ label, isLog, ticks }: FigureAxis, unnamed: string): string {
  const labels = ticks.map((tick) => tick.label).filter((text) => text !== '');
  const [first, last] = [labels[0], labels[labels.length - 1]];
  const range =
    first === undefined || last === undefined
      ? ''
      : ` (${first} to ${last}${isLog ? ', logarithmic' : ''})`;
  return `${label || unnamed}${range}`;
}

/** Titles and cells of a table. */
export interface SummaryTable {
  columns: { title: string; align: 'left' | 'right' }[];
  rows: string[][];
}

/** What each line does, or of other figures all numbers; null where these are too many. */
export function tabulateFigure(figure: Figure): SummaryTable | null {
  const lines = figure.panels.flatMap((panel) => listLines(figure, panel));
  if (lines.length > 0) {
    const hasPanels = figure.panels.length > 1;
    const words = [...(hasPanels ? ['Panel'] : []), 'Line'];
    const numbers = ['Points', 'First', 'Lowest', 'Highest', 'Last'];
    return {
      columns: [...columnsOf(words, 'left'), ...columnsOf(numbers, 'right')],
      rows: lines.map(({ panel, label, values }) => [
        ...(hasPanels ? [panel] : []),
        label,
        ...values,
      ]),
    };
  }
  const { columns, rows } = figure.table;
  if (rows.length > maxRows) return null;
  const isNumber = columns.map((_, at) => rows.every((row) => typeof row[at] !== 'string'));
  return {
    columns: columns.map((title, at) => ({ title, align: isNumber[at] ? 'right' : 'left' })),
    rows: rows.map((row) => row.map(formatCell)),
  };
}

function columnsOf(titles: readonly string[], align: 'left' | 'right'): SummaryTable['columns'] {
  return titles.map((title) => ({ title, align }));
}

function formatCell(cell: string | number | null): string {
  if (cell === null) return missing;
  return typeof cell === 'number' ? formatNumber(cell) : cell;
}

interface LineSummary {
  panel: string;
  label: string;
  values: string[];
}

function listLines({ series }: Figure, panel: FigurePanel): LineSummary[] {
  return panel.layers.flatMap((layer) => {
    if (layer.kind !== 'line' || layer.role !== 'main' || layer.series === null) return [];
    const label = series[layer.series]?.label ?? '';
    return [{ panel: panel.title ?? '', label, values: summarizeLine(layer) }];
  });
}

/** Number of points, and the first, the lowest, the highest and the last value that are finite. */
function summarizeLine({ y }: FigureLine): string[] {
  const finite = Array.from(y).filter((value) => Number.isFinite(value));
  const [first] = finite;
  if (first === undefined) return [String(y.length), missing, missing, missing, missing];
  const lowest = finite.reduce((low, value) => Math.min(low, value), first);
  const highest = finite.reduce((high, value) => Math.max(high, value), first);
  const last = finite[finite.length - 1] ?? first;
  return [String(y.length), ...[first, lowest, highest, last].map((value) => formatNumber(value))];
}
