/**
 * A chart in terms of its data: what it draws, where its axes begin and end, and how its series are told apart. Pages,
 * sizes and fonts are no part of it. Writers turn it into SVG, PDF, PNG, pgfplots and CSV (`exchange/figure`).
 */
export interface Figure {
  title: string;
  /** One, or several in rows of `columns`, in reading order. */
  panels: FigurePanel[];
  columns: number;
  /** What the layers stand for, in the order of the legend. */
  series: FigureSeries[];
  /** Sentences for the caption: what bands are, what is not drawn. */
  notes: string[];
  /** Every number that is drawn, before it is put on an axis. */
  table: FigureTable;
}

/** A line or a group of marks of one colour: a row of the legend. */
export interface FigureSeries {
  key: string;
  label: string;
  /** `#rrggbb`, for white paper. */
  color: string;
  /** Lengths of dashes and gaps in CSS pixels; empty: solid. */
  dash: readonly number[];
  /** A value that is no run's: a reported result, a threshold. */
  isReference: boolean;
  /** Where it was published; null where it was measured here. */
  source: string | null;
}

export interface FigurePanel {
  /** Null where the title of the figure says it. */
  title: string | null;
  x: FigureAxis;
  y: FigureAxis;
  /** From back to front. */
  layers: FigureLayer[];
  colorScale: FigureColorScale | null;
}

/** An axis. Categories are ticks at 0, 1, 2, … on a linear axis. */
export interface FigureAxis {
  /** With its unit; empty: none. */
  label: string;
  isLog: boolean;
  /** At the left or the bottom. */
  min: number;
  /** At the right or the top; below `min` where the axis is reversed. */
  max: number;
  /** In ascending order, within the axis. */
  ticks: FigureTick[];
  /** Ticks are names: each of them is written, at an angle where they are long. */
  isCategorical?: boolean;
  hasGrid: boolean;
}

export interface FigureTick {
  value: number;
  label: string;
}

/** What the colours of cells mean. */
export interface FigureColorScale {
  label: string;
  isLog: boolean;
  /** From the lowest value to the highest. */
  stops: { value: number; color: string }[];
  ticks: FigureTick[];
}

/** Coordinates are values on the axes of the panel. What is outside of them is cut off. */
export type FigureLayer = FigureLine | FigureArea | FigurePoints | FigureRectangles | FigureTexts;

/** `series`: an index into `Figure.series`; null: neutral ink. */
interface OfSeries {
  series: number | null;
}

/** NaN and infinite values break the line. `faint`: what is behind: unsmoothed values, single runs of a group. */
export interface FigureLine extends OfSeries {
  kind: 'line';
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** `member`: a run of a group that is drawn on its own. `guide`: helps to read the chart, was not measured. */
  role: 'main' | 'faint' | 'member' | 'guide';
}

/** The area between two curves, in parts where one of them is not finite. */
export interface FigureArea extends OfSeries {
  kind: 'area';
  x: ArrayLike<number>;
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
}

export interface FigurePoints extends OfSeries {
  kind: 'points';
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** `tick`: a short stroke at the lower edge, for values that have no place on the axis. */
  marker: 'circle' | 'diamond' | 'cross' | 'tick';
  /** Radius in CSS pixels. */
  size: number;
}

export interface FigureRectangles extends OfSeries {
  kind: 'rectangles';
  items: {
    x0: number;
    x1: number;
    y0: number;
    y1: number;
    /** Of a heat map; elsewhere that of the series. */
    color?: string;
    /** Stands in the middle. */
    text?: string;
  }[];
  /** `outline`: of boxes; the filling is then light. */
  style: 'fill' | 'light' | 'outline';
}

export interface FigureTexts extends OfSeries {
  kind: 'texts';
  items: { x: number; y: number; text: string; align: 'start' | 'middle' | 'end' }[];
}

/** Columns by name, all of them as long: the data of a CSV file of the figure. */
export interface FigureTable {
  columns: string[];
  rows: (string | number | null)[][];
}
