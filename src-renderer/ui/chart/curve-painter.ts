import type { Band, Curve } from '#chart/lines/chart-line';

export interface Fill {
  color: string;
  alpha: number;
}

export interface Stroke extends Fill {
  width: number;
  dash: readonly number[];
  /** Of points that no line joins to another, which would be invisible; 0: they are not drawn. */
  dotRadius: number;
}

/** Draws curves and bands on a canvas, each over those before it. */
export interface CurvePainter {
  fillBand(curve: Curve, band: Band, fill: Fill): void;
  strokeCurve(curve: Curve, stroke: Stroke): void;
  /** What was drawn is on the canvas only after it. */
  finish(): void;
}

/** How far beyond the plot curves are drawn: about half of their width, so that they are whole along its edge. */
export const lineMargin = 1;
/** The same for points, so that one on the edge is whole. Those outside the plot are not drawn. */
export const pointMargin = 3;
