/** What stands around the plot of a panel, and how much room it takes. */
import type { FigureAxis, FigureColorScale, FigurePanel } from '#chart/figure';
import { createAxisMap } from '#chart/axes/axis-map';
import { cleanText } from '../text/clean-text';
import { wrapText } from '../text/wrap-text';
import { placeXLabels, placeYLabels, wrapAxisTitle, type PlacedLabels } from './place-labels';
import { blockHeight, type Ruler } from './ruler';

export interface PanelParts {
  title: string[];
  xLabels: PlacedLabels;
  yLabels: PlacedLabels;
  xTitle: string[];
  yTitle: string[];
  colorBar: ColorBarParts | null;
  margins: Margins;
}

export interface ColorBarParts {
  labels: PlacedLabels;
  title: string[];
}

export type Margins = Record<'left' | 'right' | 'top' | 'bottom', number>;

export interface PlotSize {
  width: number;
  height: number;
}

/** Lengths around a plot, in pixels of a chart of the window. */
export const spaces = { tick: 4, tickGap: 3, colorBarGap: 10, colorBar: 9 } as const;

/** Names of categories take at most this part of the room of a panel. */
const maxNames = 0.38;
/** Along the x axis they are no longer than this, in the size of the text. */
const longestName = 13;

export function measurePanel(
  { title, x, y, colorScale }: FigurePanel,
  plot: PlotSize,
  /** `width`: of all panels, in the mean; `titleWidth`: of this one. */
  { width, titleWidth }: { width: number; titleWidth: number },
  ruler: Ruler,
): PanelParts {
  const parts = {
    title: title === null ? [] : wrapText(cleanText(title), titleWidth, 2, ruler.measure),
    xLabels: placeXLabels(x, createAxisMap(x, 0, plot.width), {
      length: plot.width,
      maxDepth: Math.min(width * maxNames, longestName * ruler.size),
      ruler,
    }),
    yLabels: placeLabelsBeside(y, plot.height, width * maxNames, ruler),
    xTitle: wrapAxisTitle(x.label, plot.width, ruler),
    yTitle: wrapAxisTitle(y.label, plot.height, ruler),
    colorBar: colorScale && measureColorBar(colorScale, plot, width, ruler),
  };
  return { ...parts, margins: findMargins(parts, ruler) };
}

const placeLabelsBeside = (
  axis: FigureAxis,
  length: number,
  maxWidth: number,
  ruler: Ruler,
): PlacedLabels => placeYLabels(axis, createAxisMap(axis, length, 0), { length, maxWidth, ruler });

/** The axis beside the colours of a scale. */
export function colorAxis({ label, isLog, stops, ticks }: FigureColorScale): FigureAxis {
  const [min, max] = [stops[0]?.value ?? 0, stops.at(-1)?.value ?? 1];
  return { label, isLog, min, max, ticks, hasGrid: false };
}

function measureColorBar(
  scale: FigureColorScale,
  { height }: PlotSize,
  width: number,
  ruler: Ruler,
): ColorBarParts {
  const axis = colorAxis(scale);
  return {
    labels: placeLabelsBeside(axis, height, width * maxNames, ruler),
    title: wrapAxisTitle(axis.label, height, ruler),
  };
}

function findMargins(parts: Omit<PanelParts, 'margins'>, ruler: Ruler): Margins {
  const { title, xLabels, yLabels, xTitle, yTitle, colorBar } = parts;
  const ticks = (spaces.tick + spaces.tickGap) * ruler.pixel;
  const titled = (lines: readonly string[]): number =>
    lines.length === 0 ? 0 : blockHeight(lines, ruler.size) + ruler.gap;
  const labelled = ({ labels, depth }: PlacedLabels): number =>
    labels.length === 0 ? 0 : ticks + depth;
  const bar = colorBar
    ? (spaces.colorBarGap + spaces.colorBar) * ruler.pixel +
      labelled(colorBar.labels) +
      titled(colorBar.title)
    : 0;
  return {
    left: Math.max(labelled(yLabels) + titled(yTitle), xLabels.before),
    right: Math.max(bar, xLabels.after),
    top: titled(title) + Math.max(yLabels.before, colorBar?.labels.before ?? 0),
    bottom: Math.max(
      labelled(xLabels) + titled(xTitle),
      yLabels.after,
      colorBar?.labels.after ?? 0,
    ),
  };
}
