import type {
  Figure,
  FigureLayer,
  FigurePanel,
  FigurePoints,
  FigureRectangles,
} from '#chart/figure';
import { cleanText } from '../text/clean-text';
import { wrapText } from '../text/wrap-text';
import { blockHeight, blockWidth, type Ruler } from './ruler';

export interface LegendEntry {
  /** Null: the entry that says how many are left out. */
  series: number | null;
  lines: string[];
  /** The upper left corner, from that of the legend. */
  x: number;
  y: number;
}

/** What a series is drawn with, and so the sample of its entry. */
export interface SeriesMarks {
  hasLine: boolean;
  /** A line without points, as that of a reported value. */
  hasGuide: boolean;
  hasArea: boolean;
  marker: FigurePoints['marker'] | null;
  box: FigureRectangles['style'] | null;
}

const noMarks: SeriesMarks = {
  hasLine: false,
  hasGuide: false,
  hasArea: false,
  marker: null,
  box: null,
};

export interface LegendLayout {
  entries: LegendEntry[];
  width: number;
  height: number;
  sampleWidth: number;
}

interface Room {
  place: 'right' | 'below';
  maxWidth: number;
  maxHeight: number;
  ruler: Ruler;
}

interface Named {
  series: number | null;
  label: string;
}

const maxColumns = 6;

/** The layout of the rows that have room; null where there is nothing to tell apart. */
export function layOutLegend(figure: Figure, room: Room): LegendLayout | null {
  const marks = findMarks(figure);
  const named = figure.series.flatMap(({ label }, series) =>
    marks.has(series) ? [{ series, label: cleanText(label) }] : [],
  );
  const isNeeded = named.length > 1 || figure.series.some(({ isReference }) => isReference);
  if (!isNeeded || named.length === 0) return null;
  return arrangeWithin(named, room.place === 'below' ? countColumns(named, room) : 1, room);
}

/** As many columns as have room for labels of one line. */
function countColumns(named: readonly Named[], room: Room): number {
  for (let columns = Math.min(named.length, maxColumns); columns > 1; columns -= 1)
    if (arrange(named, columns, room).width <= room.maxWidth) return columns;
  return 1;
}

/** Which kinds of marks each series has that is drawn at all. */
export function findMarks({ panels }: Figure): Map<number, SeriesMarks> {
  const found = new Map<number, SeriesMarks>();
  for (const panel of panels)
    for (const layer of panel.layers) {
      if (layer.series === null) continue;
      const marks = found.get(layer.series) ?? noMarks;
      found.set(layer.series, addMarks(marks, layer, hasNames(panel)));
    }
  return found;
}

/** Lines of such a panel are intervals and parts of boxes. */
export const hasNames = ({ x, y }: FigurePanel): boolean =>
  x.isCategorical === true || y.isCategorical === true;

function addMarks(marks: SeriesMarks, layer: FigureLayer, isOfNames: boolean): SeriesMarks {
  if (layer.kind === 'line' && (layer.role === 'guide' || isOfNames))
    return { ...marks, hasGuide: true };
  if (layer.kind === 'line') return { ...marks, hasLine: true };
  if (layer.kind === 'area') return { ...marks, hasArea: true };
  if (layer.kind === 'points') return { ...marks, marker: marks.marker ?? layer.marker };
  return layer.kind === 'rectangles' ? { ...marks, box: layer.style } : marks;
}

/** As many entries as have room; where they are not all, the last one says how many are missing. */
function arrangeWithin(named: readonly Named[], columns: number, room: Room): LegendLayout {
  const show = (count: number): LegendLayout => arrange(firstOf(named, count), columns, room);
  const all = show(named.length);
  if (all.height <= room.maxHeight) return all;
  let [fitting, tooMany] = [1, named.length];
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (show(middle).height <= room.maxHeight) fitting = middle;
    else tooMany = middle;
  }
  return show(fitting);
}

function firstOf(named: readonly Named[], count: number): readonly Named[] {
  const missing = named.length - count;
  if (missing === 0) return named;
  return [...named.slice(0, count), { series: null, label: `and ${missing} more` }];
}

/** Columns from top to bottom, one after the other. */
function arrange(
  named: readonly Named[],
  columns: number,
  { maxWidth, ruler }: Room,
): LegendLayout {
  const sampleWidth = 22 * ruler.pixel;
  const [indent, columnGap] = [sampleWidth + ruler.gap, 4 * ruler.gap];
  const cells = named.map(({ series, label }) => ({
    series,
    lines: columns > 1 ? [label] : wrapText(label, maxWidth - indent, 3, ruler.measure),
  }));
  const rows = Math.ceil(cells.length / columns);
  const rowHeights = Array.from({ length: rows }, (_, row) =>
    Math.max(
      ...cells
        .filter((_, index) => index % rows === row)
        .map((cell) => blockHeight(cell.lines, ruler.size)),
    ),
  );
  const tops = runningSums(rowHeights);
  const widths = Array.from(
    { length: Math.ceil(cells.length / rows) },
    (_, column) =>
      indent +
      Math.max(
        ...cells
          .slice(column * rows, (column + 1) * rows)
          .map((cell) => blockWidth(cell.lines, ruler.size, ruler)),
      ) +
      columnGap,
  );
  const lefts = runningSums(widths);
  return {
    sampleWidth,
    entries: cells.map((cell, index) => ({
      ...cell,
      x: lefts[Math.floor(index / rows)] ?? 0,
      y: tops[index % rows] ?? 0,
    })),
    width: (lefts.at(-1) ?? 0) - columnGap,
    height: tops.at(-1) ?? 0,
  };
}

/** 0, the first, the first and the second, … */
function runningSums(lengths: readonly number[]): number[] {
  const sums = [0];
  for (const length of lengths) sums.push((sums.at(-1) ?? 0) + length);
  return sums;
}
