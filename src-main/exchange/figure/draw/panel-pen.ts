import type { PlotGeometry } from '#chart/axes/axis-map';
import type { Ruler } from '../layout/ruler';
import type { LookOf } from '../layout/series-looks';

/** What the layers of a panel are drawn with. */
export interface PanelPen {
  plot: PlotGeometry;
  ruler: Ruler;
  lookOf: LookOf;
  /** The colour of a cell on paper. */
  colorOf: (color: string) => string;
  /** How wide a column of the page is within which points of a line are not told apart, in points. */
  column: number;
  /** Lines in front: among many, all are thinner and what is behind them is fainter. */
  lineCount: number;
  /** Of the lines in front, the longest dash with its gap, in pixels of a chart of the window. */
  dashLength: number;
  /** Whether lines are curves, with points, dashes and shapes. On axes of names they are intervals and parts of boxes. */
  areCurves: boolean;
  /** Faint lines of each series. */
  faintCounts: ReadonlyMap<number | null, number>;
}
