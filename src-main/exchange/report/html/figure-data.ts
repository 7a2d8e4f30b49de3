/** The numbers of figures as the script of a page reads them (`resources/report/page-data.js`). */
import type { Figure, FigureAxis, FigureLayer, FigurePanel } from '#chart/figure';
import { ColumnPool } from './column-pool';
import { figureWidth, layOutPanels } from './panel-boxes';
import { findBand } from './thin-figure';

/** Columns are indices into `columns`. */
export interface PageData {
  width: number;
  figures: FigureData[];
  columns: { type: 'f4' | 'f8'; data: string }[];
}

interface FigureData {
  title: string;
  series: { label: string }[];
  panels: PanelData[];
}

interface PanelData {
  title: string | null;
  box: number[];
  x: AxisData;
  y: AxisData;
  tracks: TrackData[];
  levels: LevelData[];
  marks: MarkData[];
}

/** `categories`: the labels at 0, 1, 2, …; null where the axis has numbers. `factor` and `suffix`: of a number that is shown. */
interface AxisData {
  label: string;
  isLog: boolean;
  min: number;
  max: number;
  categories: string[] | null;
  factor: number;
  suffix: string;
}

/** A line that answers to the pointer. */
interface TrackData {
  series: number;
  x: number;
  y: number;
  lower: number | null;
  upper: number | null;
  /** Runs that the line is of: the same throughout, or a column; null where it is not told. */
  n: { same: number } | { column: number } | null;
}

/** A reported value: the same at every place. Its ends are null where no uncertainty was reported. */
interface LevelData {
  series: number;
  value: number;
  lower: number | null;
  upper: number | null;
}

/** What is not a line: the middle of it, and what it says. */
interface MarkData {
  series: number | null;
  x: number;
  y: number;
  text: string | null;
}

/** `figures`: as they are drawn on the page, `thinFigures` of all. */
export function describePageData(figures: readonly Figure[]): PageData {
  const pool = new ColumnPool();
  const described = figures.map((figure) => describeFigure(figure, pool));
  return { width: figureWidth, figures: described, columns: pool.columns };
}

function describeFigure(figure: Figure, pool: ColumnPool): FigureData {
  const { panels: boxes } = layOutPanels(figure);
  const counts = countRuns(figure);
  return {
    title: figure.title,
    series: figure.series.map(({ label }) => ({ label })),
    panels: figure.panels.map((panel, index) => {
      const { left = 0, top = 0, width = 0, height = 0 } = boxes[index] ?? {};
      return {
        title: panel.title,
        box: [left, top, width, height].map((length) => Math.round(10 * length) / 10),
        x: describeAxis(panel.x),
        y: describeAxis(panel.y),
        tracks: listTracks(panel, pool, counts),
        levels: listLevels(panel, figure.series),
        marks: panel.layers.flatMap(listMarks),
      };
    }),
  };
}

function describeAxis({ label, isLog, min, max, ticks }: FigureAxis): AxisData {
  const isNumber = ticks.every((tick) => tick.label === '' || readNumber(tick.label) !== null);
  const categories = isNumber ? null : listCategories(ticks);
  return { label, isLog, min, max, categories, ...findUnit(ticks) };
}

function listCategories(ticks: FigureAxis['ticks']): string[] {
  const labels: string[] = [];
  for (const { value, label } of ticks)
    if (Number.isInteger(value) && value >= 0 && value < 10_000) labels[value] = label;
  return Array.from(labels, (label) => label ?? '');
}

/** The number at the start of a label such as `1,200`, `−0.5` or `10 %`; null where it begins with none. */
function readNumber(label: string): number | null {
  const [text] = /^[-−]?[\d.,]+(e[-−+]?\d+)?/.exec(label) ?? [];
  return text === undefined ? null : Number(text.replace(/,/g, '').replace(/−/g, '-'));
}

/** Errors are fractions that axes show in percent: values at the pointer are shown as the ticks are. */
function findUnit(ticks: FigureAxis['ticks']): { factor: number; suffix: string } {
  const tick = ticks.find(({ value, label }) => value !== 0 && (readNumber(label) ?? 0) !== 0);
  const shown = tick && readNumber(tick.label);
  if (!tick || shown === null || shown === undefined) return { factor: 1, suffix: '' };
  const isPercent = Math.abs(shown / tick.value / 100 - 1) < 0.02;
  return { factor: isPercent ? 100 : 1, suffix: isPercent && tick.label.endsWith('%') ? ' %' : '' };
}

function listTracks(
  panel: FigurePanel,
  pool: ColumnPool,
  countsOf: readonly (ReadonlyMap<number, number> | undefined)[],
): TrackData[] {
  return panel.layers.flatMap((layer) => {
    if (layer.kind !== 'line' || layer.role !== 'main' || layer.series === null) return [];
    const band = findBand(panel, layer);
    return [
      {
        series: layer.series,
        x: pool.add(layer.x),
        y: pool.add(layer.y),
        lower: band && pool.add(band.lower),
        upper: band && pool.add(band.upper),
        n: describeCounts(layer.x, countsOf[layer.series], pool),
      },
    ];
  });
}

function listLevels(panel: FigurePanel, all: Figure['series']): LevelData[] {
  return panel.layers.flatMap((layer) => {
    if (layer.kind !== 'line' || layer.role !== 'guide' || layer.series === null) return [];
    const values = Array.from(layer.y).filter((value) => Number.isFinite(value));
    const [value] = values;
    const isReported = all[layer.series]?.isReference === true;
    if (!isReported || value === undefined || values.some((other) => other !== value)) return [];
    const band = findBand(panel, layer);
    const [lower = null, upper = null] = band ? [band.lower[0], band.upper[0]] : [];
    return [{ series: layer.series, value, lower, upper }];
  });
}

function describeCounts(
  x: ArrayLike<number>,
  counts: ReadonlyMap<number, number> | undefined,
  pool: ColumnPool,
): TrackData['n'] {
  if (!counts) return null;
  const column = Array.from(x, (place) => counts.get(place) ?? NaN);
  const [first = NaN] = column;
  return column.every((count) => Object.is(count, first))
    ? { same: first }
    : { column: pool.add(column) };
}

/** How many runs each series is of, by the place on the x axis: where the table of the figure has them for its lines. */
function countRuns({ table, series }: Figure): (ReadonlyMap<number, number> | undefined)[] {
  const [line, part, n] = ['line', 'part', 'n'].map((name) => table.columns.indexOf(name));
  if (line !== 0 || part !== 1 || n === undefined || n < 0) return [];
  const byLabel = new Map<string, Map<number, number>>();
  for (const row of table.rows) {
    const [label, kind, , x, count] = [row[0], row[1], row[2], row[3], row[n]];
    if (kind !== 'line' || typeof x !== 'number' || typeof count !== 'number') continue;
    const counts = byLabel.get(String(label)) ?? new Map<number, number>();
    byLabel.set(String(label), counts.set(x, count));
  }
  return series.map(({ label }) => byLabel.get(label));
}

function listMarks(layer: FigureLayer): MarkData[] {
  const { series } = layer;
  if (layer.kind === 'points')
    return Array.from(layer.x, (x, index) => ({
      series,
      x,
      y: layer.y[index] ?? NaN,
      text: null,
    })).filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  if (layer.kind !== 'rectangles') return [];
  return layer.items.map(({ x0, x1, y0, y1, text }) => ({
    series,
    x: (x0 + x1) / 2,
    // A bar stands for its end.
    y: layer.style === 'fill' && text === undefined && y0 === 0 ? y1 : (y0 + y1) / 2,
    text: text ?? null,
  }));
}
