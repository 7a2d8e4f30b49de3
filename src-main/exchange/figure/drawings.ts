/** A page as a flat list of shapes and texts, from back to front, which every format can write. Lengths are in points, y goes down. */

export interface Page {
  width: number;
  height: number;
  /** What the figure is called where it is not seen. */
  title: string;
  /** Null: transparent. */
  background: string | null;
  fontFamily: 'serif' | 'sans';
  drawings: Drawing[];
}

export type Drawing = DrawnPath | DrawnMarks | DrawnText | DrawnGradient | DrawnCurves;

/** `color` is `#rrggbb`, `opacity` 0 to 1. */
export interface Paint {
  color: string;
  opacity: number;
}

export interface Stroke extends Paint {
  width: number;
  /** Empty: solid. */
  dash: readonly number[];
}

/** x and y of one point after the other. */
export interface Subpath {
  points: readonly number[];
  isClosed: boolean;
}

export interface DrawnPath {
  kind: 'path';
  parts: readonly Subpath[];
  fill: Paint | null;
  stroke: Stroke | null;
}

/** Marks of one shape, colour and size. */
export interface DrawnMarks {
  kind: 'marks';
  shape: MarkShape;
  /** x and y of one after the other. */
  centers: readonly number[];
  /** Of a disc that is as large. */
  radius: number;
  paint: Paint;
  /** Of the strokes of crosses and ticks. */
  width: number;
}

/** `tick`: a stroke from its place upwards. */
export type MarkShape =
  'circle' | 'square' | 'triangle' | 'diamond' | 'pentagon' | 'cross' | 'tick';

/** One line of text. */
export interface DrawnText {
  kind: 'text';
  text: string;
  /** The end, the middle or the start of the baseline is here. */
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  /** Degrees, clockwise, around that point. */
  angle: number;
  size: number;
  color: string;
}

/** A rectangle whose colour changes from its lower edge to its upper one. */
export interface DrawnGradient {
  kind: 'gradient';
  x: number;
  y: number;
  width: number;
  height: number;
  /** Offsets from 0, the lower edge, to 1, in ascending order. */
  stops: readonly { offset: number; color: string }[];
}

/**
 * A path in the language of SVG, with curves, in units of its own: its 0, 0 is at x, y, and one of its units is `scale`
 * points. The width and the dashes of its stroke are in these units too.
 */
export interface DrawnCurves {
  kind: 'curves';
  path: string;
  x: number;
  y: number;
  scale: number;
  fill: Paint | null;
  stroke: Stroke | null;
  hasRoundEnds: boolean;
}
