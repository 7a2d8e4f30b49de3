/** Lines and areas, with the widths and opacities of the window. */
import type { FigureArea, FigureLine } from '#chart/figure';
import type { Drawing, Paint, Stroke, Subpath } from '../drawings';
import { clipLine, clipPolygon } from './clip';
import { decimateLine } from './decimate-line';
import { drawMarks } from './marks';
import type { PanelPen } from './panel-pen';
import { isWithin, projectArea, projectLine } from './project-line';

/** Pixels of a chart of the window. */
const lineWidth = 1.5;
/** From this number on, lines are one pixel wide: wider ones would cover each other. */
const manyLines = 25;
const pointRadius = 2;
const lonePointRadius = 1.25;
const shapeRadius = 2.6;
/** Points at least so many pixels apart are drawn. Nearer ones would hide the line between them. */
const minDistance = 8;
/** So many of the points have their distance to the others. */
const minApart = 0.9;
/** Shapes on a line whose points are not drawn. */
const shapeDistance = 48;

const open = (points: readonly number[]): Subpath => ({ points, isClosed: false });

export function drawLine(layer: FigureLine, pen: PanelPen): Drawing[] {
  const { lookOf, plot, column, ruler } = pen;
  const look = lookOf(layer.series);
  const stroke = strokeOf(layer, pen);
  const parts = projectLine(layer.x, layer.y, plot);
  const clipped = parts.flatMap((part) => clipLine(decimateLine(part, column), plot));
  const drawings: Drawing[] = [];
  if (clipped.length > 0)
    drawings.push({ kind: 'path', parts: clipped.map(open), fill: null, stroke });
  if (layer.role === 'guide' || !pen.areCurves) return drawings;
  const paint = { color: stroke.color, opacity: stroke.opacity };
  const { centers, areShapes, radius } = choosePoints(layer, parts, pen);
  const shape = areShapes ? look.shape : 'circle';
  return [
    ...drawings,
    ...drawMarks(centers, shape, { radius: radius * ruler.pixel, paint, width: stroke.width }),
  ];
}

function strokeOf({ role, series }: FigureLine, pen: PanelPen): Stroke {
  const { color, dash, ownDash } = pen.lookOf(series);
  const { pixel } = pen.ruler;
  if (role === 'faint')
    return { color, opacity: faintOpacity(series, dash.length > 0, pen), width: pixel, dash: [] };
  if (role === 'guide' && series === null)
    return { color, opacity: 1, width: pixel, dash: [4 * pixel, 3 * pixel] };
  const isThin = role !== 'main' || pen.lineCount >= manyLines;
  const dashes = role === 'guide' || !pen.areCurves ? ownDash : dash;
  return {
    color,
    opacity: 1,
    width: (isThin ? 1 : lineWidth) * pixel,
    dash: dashes.map((length) => length * pixel),
  };
}

/** Behind a dashed line, faint lines together stay so faint that they do not fill the gaps. */
function faintOpacity(series: number | null, isDashed: boolean, pen: PanelPen): number {
  const opacity = pen.lineCount > 12 ? 0.13 : 0.28;
  const count = pen.faintCounts.get(series) ?? 1;
  return isDashed ? Math.min(opacity, Math.max(0.06, 1 / count)) : opacity;
}

/** The points to mark: all where they are apart, else some where shapes tell lines apart, and those that no line joins. */
function choosePoints(
  { role, series }: FigureLine,
  parts: readonly (readonly number[])[],
  pen: PanelPen,
): { centers: number[]; areShapes: boolean; radius: number } {
  const { plot, ruler, lookOf } = pen;
  const { hasShapes } = lookOf(series);
  const visible = withinPlot(parts.flat(), pen);
  // Lines beside a dashed one that are measured at the same places look alike.
  const distance = Math.max(minDistance, 2 * pen.dashLength) * ruler.pixel;
  const isInFront = role === 'main';
  if (isInFront && areApart(visible, plot.left, distance))
    return {
      centers: visible,
      areShapes: hasShapes,
      radius: hasShapes ? shapeRadius : pointRadius,
    };
  if (isInFront && hasShapes && pen.lineCount < manyLines)
    return {
      centers: pickApart(visible, shapeDistance * ruler.pixel, (series ?? 0) % 4),
      areShapes: true,
      radius: shapeRadius,
    };
  const lone = parts.filter((part) => part.length === 2).flat();
  return {
    centers: withoutRepeats(withinPlot(lone, pen), pen.column),
    areShapes: false,
    radius: lonePointRadius,
  };
}

function withinPlot(points: readonly number[], { plot }: PanelPen): number[] {
  const kept: number[] = [];
  for (let at = 0; at < points.length; at += 2) {
    const [x = NaN, y = NaN] = [points[at], points[at + 1]];
    if (isWithin(plot, [x, y])) kept.push(x, y);
  }
  return kept;
}

/** Whether there are about as many points as parts of the x axis, each as long, that have one. */
function areApart(points: readonly number[], left: number, distance: number): boolean {
  const parts = new Set<number>();
  for (let at = 0; at < points.length; at += 2)
    // A little to the right, so that evenly spaced points are not on the ends of the parts.
    parts.add(Math.floor(((points[at] ?? 0) - left) / distance + 0.05));
  return parts.size >= (minApart * points.length) / 2;
}

/** Points so far apart; of lines with another `offset`, others. */
function pickApart(points: readonly number[], distance: number, offset: number): number[] {
  const kept: number[] = [];
  let next = (points[0] ?? 0) + (distance * (offset + 0.5)) / 4;
  for (let at = 0; at < points.length; at += 2) {
    const [x = 0, y = 0] = [points[at], points[at + 1]];
    if (x < next) continue;
    kept.push(x, y);
    next = x + distance;
  }
  return kept;
}

function withoutRepeats(points: readonly number[], distance: number): number[] {
  const places = new Map<string, [number, number]>();
  for (let at = 0; at < points.length; at += 2) {
    const [x = 0, y = 0] = [points[at], points[at + 1]];
    places.set(`${Math.round(x / distance)} ${Math.round(y / distance)}`, [x, y]);
  }
  return [...places.values()].flat();
}

export function drawArea(layer: FigureArea, pen: PanelPen): Drawing[] {
  const { plot, column } = pen;
  const parts = projectArea(layer, plot).flatMap(({ lower, upper }) => {
    const outline = clipPolygon(
      [...decimateLine(upper, column), ...reversePoints(decimateLine(lower, column))],
      plot,
    );
    return outline.length < 6 ? [] : [{ points: outline, isClosed: true }];
  });
  if (parts.length === 0) return [];
  return [{ kind: 'path', parts, fill: areaPaint(layer.series, pen), stroke: null }];
}

export function areaPaint(series: number | null, { lookOf, lineCount }: PanelPen): Paint {
  return { color: lookOf(series).color, opacity: lineCount > 12 ? 0.06 : 0.14 };
}

function reversePoints(points: readonly number[]): number[] {
  const reversed: number[] = [];
  for (let at = points.length - 2; at >= 0; at -= 2)
    reversed.push(points[at] ?? 0, points[at + 1] ?? 0);
  return reversed;
}
