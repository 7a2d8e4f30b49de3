/** Where everything of a figure stands on its page. */
import { createAxisMap, type PlotGeometry } from '#chart/axes/axis-map';
import type { Figure, FigurePanel } from '#chart/figure';
import { assertDrawable } from '#chart/figures/assert-drawable';
import { WorkbenchError } from '#spec/errors';
import type { FigureStyle } from '#spec/figure-style';
import { cleanText } from '../text/clean-text';
import { wrapText } from '../text/wrap-text';
import { layOutLegend, type LegendLayout } from './legend';
import { measurePanel, type Margins, type PanelParts, type PlotSize } from './panel-parts';
import { blockHeight, type Ruler } from './ruler';

export interface FigureLayout {
  width: number;
  height: number;
  title: TextBlock | null;
  panels: PanelLayout[];
  legend: (LegendLayout & { x: number; y: number }) | null;
  notes: TextBlock | null;
}

/** Lines below one another, from an upper left corner. */
export interface TextBlock {
  lines: string[];
  x: number;
  y: number;
  size: number;
}

export interface PanelLayout extends PanelParts {
  panel: FigurePanel;
  /** The upper left corner of the panel. */
  x: number;
  y: number;
  plot: PlotGeometry;
}

/** The height of a plot for a width of 1, where the height of the figure is not given. */
const proportion = 0.62;
/** The height of a legend that is still no page of its own, in the size of the text. */
const longestLegend = 36;
/** What is measured depends on the size of the plots, and they on what is left: so many rounds change nothing more. */
const rounds = 5;
/** In the size of the text. */
const smallestPlot = { width: 4, height: 3 } as const;

/**
 * Panels stand in fewer columns than the figure says where these would be too narrow. Throws `validation` where there is no
 * room for the plots even so, or where an axis has ends that numbers cannot hold.
 */
export function layOutFigure(figure: Figure, style: FigureStyle, ruler: Ruler): FigureLayout {
  assertDrawable(figure);
  const most = Math.max(1, Math.min(figure.columns, figure.panels.length));
  for (let columns = most; ; columns -= 1) {
    const rows = Math.ceil(figure.panels.length / columns);
    const frame = { figure, style, ruler, columns, rows };
    const measured = measureUntilStable(frame);
    const { width, height } = measured.plot;
    if (width >= smallestPlot.width * ruler.size && height >= smallestPlot.height * ruler.size) {
      // Labels where they are in plots of this very size.
      const { parts } = measure(frame, measured.plot, columnWidths(measured));
      return place(frame, { ...measured, parts });
    }
    if (columns === 1)
      throw new WorkbenchError(
        'validation',
        `A figure of ${format(style.width)} × ${format(measured.height)} points leaves no room for its ${figure.panels.length > 1 ? 'plots' : 'plot'} beside labels of ${format(style.fontSize)} points. Make the figure larger, the text smaller, or leave out the legend.`,
      );
  }
}

function measureUntilStable(frame: Frame): Measured {
  const first = (0.75 * frame.style.width) / frame.columns;
  let measured = measure(frame, { width: first, height: first * proportion }, []);
  for (let round = 1; round < rounds; round += 1)
    measured = measure(frame, measured.plot, columnWidths(measured));
  return measured;
}

const format = (points: number): string => String(Math.round(points * 10) / 10);

interface Frame {
  figure: Figure;
  style: FigureStyle;
  ruler: Ruler;
  columns: number;
  rows: number;
}

interface Measured {
  parts: PanelParts[];
  /** Of each column and of each row, the widest of its panels. */
  lefts: number[];
  rights: number[];
  tops: number[];
  bottoms: number[];
  title: string[];
  notes: string[];
  legend: LegendLayout | null;
  /** Of all panels, from edge to edge. */
  panelsHeight: number;
  height: number;
  /** Of every plot, with the room that is left. */
  plot: PlotSize;
}

const paddingOf = ({ pixel }: Ruler): number => 3 * pixel;
/** Between panels, and between them and the legend. */
const gutterOf = ({ size }: Ruler): number => 1.1 * size;

const columnWidths = ({ lefts, rights, plot }: Measured): number[] =>
  lefts.map((left, index) => left + plot.width + (rights[index] ?? 0));

/** What stands around plots of this size in columns of these widths, and the size that it leaves to them. */
function measure(frame: Frame, plot: PlotSize, widths: readonly number[]): Measured {
  const { figure, style, ruler, columns, rows } = frame;
  const [padding, gutter] = [paddingOf(ruler), gutterOf(ruler)];
  const inner = style.width - 2 * padding;
  const isBeside = style.legend === 'right';
  const plotsHeight = rows * plot.height + (rows - 1) * 3 * ruler.size;
  const legend =
    style.legend === 'none'
      ? null
      : layOutLegend(figure, {
          place: style.legend,
          maxWidth: isBeside ? 0.36 * inner : inner,
          maxHeight: legendHeight(style, plotsHeight, ruler),
          ruler,
        });
  const forPanels = inner - (legend && isBeside ? legend.width + gutter : 0);
  const panelWidth = (forPanels - (columns - 1) * gutter) / columns;
  const parts = figure.panels.map((panel, index) => {
    const titleWidth = widths[index % columns] ?? panelWidth;
    return measurePanel(panel, plot, { width: panelWidth, titleWidth }, ruler);
  });
  const largest = (side: keyof Margins, count: number, indexOf: (panel: number) => number) =>
    Array.from({ length: count }, (_, index) =>
      Math.max(
        0,
        ...parts.filter((_, at) => indexOf(at) === index).map((part) => part.margins[side]),
      ),
    );
  const column = (at: number): number => at % columns;
  const row = (at: number): number => Math.floor(at / columns);
  const lefts = largest('left', columns, column);
  const rights = largest('right', columns, column);
  const tops = largest('top', rows, row);
  const bottoms = largest('bottom', rows, row);
  const title = style.hasTitle ? wrapLines(figure.title, inner, ruler.titleSize, 3, ruler) : [];
  const notes = style.hasNotes
    ? wrapLines(figure.notes.join(' '), inner, ruler.noteSize, 12, ruler)
    : [];
  const others =
    2 * padding +
    (title.length > 0 ? blockHeight(title, ruler.titleSize) + ruler.gap : 0) +
    (notes.length > 0 ? blockHeight(notes, ruler.noteSize) + gutter : 0) +
    (legend && !isBeside ? legend.height + 0.7 * gutter : 0);
  const around = sum(tops) + sum(bottoms) + (rows - 1) * gutter;
  const width = (forPanels - sum(lefts) - sum(rights) - (columns - 1) * gutter) / columns;
  const height =
    style.height === null
      ? naturalHeight(figure, width, ruler)
      : (style.height - others - around) / rows;
  const panelsHeight = around + rows * height;
  return {
    ...{ parts, lefts, rights, tops, bottoms, title, notes, legend, panelsHeight },
    height:
      style.height ??
      Math.ceil(others + Math.max(panelsHeight, isBeside ? (legend?.height ?? 0) : 0)),
    plot: { width, height },
  };
}

/** As high as the plots at most; where the height is free, many entries have room in any case. */
function legendHeight({ height, legend }: FigureStyle, plots: number, { size }: Ruler): number {
  if (height === null) return Math.max(plots, longestLegend * size);
  return legend === 'right' ? plots : 0.4 * height;
}

const sum = (lengths: readonly number[]): number =>
  lengths.reduce((total, part) => total + part, 0);

/** High enough for the labels of an axis, and for a line of text for each name on it. */
function naturalHeight({ panels }: Figure, plotWidth: number, ruler: Ruler): number {
  const names = panels.map(({ y }) => (y.isCategorical ? y.ticks.length : 0));
  return Math.max(plotWidth * proportion, ruler.size * 7, Math.max(0, ...names) * ruler.size * 1.6);
}

function wrapLines(
  text: string,
  width: number,
  size: number,
  maxLines: number,
  ruler: Ruler,
): string[] {
  const cleaned = cleanText(text);
  return cleaned === ''
    ? []
    : wrapText(cleaned, width, maxLines, (line) => ruler.measure(line, size));
}

function place(frame: Frame, measured: Measured): FigureLayout {
  const { figure, style, ruler, columns } = frame;
  const { parts, lefts, rights, tops, bottoms, plot, legend, panelsHeight } = measured;
  const [padding, gutter] = [paddingOf(ruler), gutterOf(ruler)];
  const titleHeight =
    measured.title.length > 0 ? blockHeight(measured.title, ruler.titleSize) + ruler.gap : 0;
  const top = padding + titleHeight;
  const startOf = (before: readonly number[], after: readonly number[], size: number, at: number) =>
    sum(before.slice(0, at + 1)) + sum(after.slice(0, at)) + at * (size + gutter);
  const panels = figure.panels.flatMap((panel, index) => {
    const part = parts[index];
    if (!part) return [];
    const left = padding + startOf(lefts, rights, plot.width, index % columns);
    const upper = top + startOf(tops, bottoms, plot.height, Math.floor(index / columns));
    const [right, bottom] = [left + plot.width, upper + plot.height];
    const geometry = {
      x: createAxisMap(panel.x, left, right),
      y: createAxisMap(panel.y, bottom, upper),
      ...{ left, right, top: upper, bottom },
    };
    const x = left - (lefts[index % columns] ?? 0);
    const y = upper - (tops[Math.floor(index / columns)] ?? 0);
    return [{ ...part, panel, x, y, plot: geometry }];
  });
  const block = (lines: string[], y: number, size: number): TextBlock | null =>
    lines.length === 0 ? null : { lines, x: padding, y, size };
  const notesHeight = blockHeight(measured.notes, ruler.noteSize);
  return {
    width: style.width,
    height: measured.height,
    title: block(measured.title, padding, ruler.titleSize),
    panels,
    legend: legend && { ...legend, ...placeLegend(frame, legend, top, top + panelsHeight, panels) },
    notes: block(measured.notes, measured.height - padding - notesHeight, ruler.noteSize),
  };
}

/** Beside the plots from the top of the first, or below in the middle of them. */
function placeLegend(
  { style, ruler }: Frame,
  { width, height }: LegendLayout,
  top: number,
  bottom: number,
  panels: readonly PanelLayout[],
): { x: number; y: number } {
  const padding = paddingOf(ruler);
  if (style.legend === 'right') {
    const first = panels[0]?.plot.top ?? top;
    const isTall = first + height > bottom;
    return { x: style.width - padding - width, y: isTall ? top : first };
  }
  const plots = panels.map(({ plot }) => plot);
  const middle =
    (Math.min(...plots.map(({ left }) => left)) + Math.max(...plots.map(({ right }) => right))) / 2;
  const last = style.width - padding - width;
  const x = Math.max(padding, Math.min(middle - width / 2, last));
  return { x, y: bottom + 0.7 * gutterOf(ruler) };
}
