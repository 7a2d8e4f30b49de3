import { toPixel } from '#chart/axes/axis-map';
import { measuredLines, type ChartLine } from '#chart/lines/chart-line';
import type { ChartView } from './chart-view.svelte';
import { findNearestIndex, isInRange } from '#chart/lines/columns';

/** How much a press of + or - zooms. */
const zoomFactor = 0.6;
/** The points that the crosshair moves by with Shift. */
const longStride = 10;
/** So many values are spoken; more would take longer than anybody listens. */
const maxSpoken = 4;

/**
 * Handles a key of a focused chart; false where it has no meaning here. Arrows move the crosshair from point to point
 * of a line, and from line to line; + and - zoom, 0 shows all, Enter pins and Escape releases.
 */
export function handleChartKey(view: ChartView, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const stride = event.shiftKey ? longStride : 1;
  switch (event.key) {
    case 'ArrowLeft':
      return moveAlong(view, -stride);
    case 'ArrowRight':
      return moveAlong(view, stride);
    case 'Home':
      return moveAlong(view, -Infinity);
    case 'End':
      return moveAlong(view, Infinity);
    case 'ArrowUp':
      return moveAcross(view, 1);
    case 'ArrowDown':
      return moveAcross(view, -1);
    case '+':
    case '=':
      return zoom(view, zoomFactor);
    case '-':
      return zoom(view, 1 / zoomFactor);
    case '0':
      view.setRange(null);
      view.setLimits(null);
      return true;
    case 'Enter':
      view.pointer.togglePin();
      return true;
    case 'Escape':
      if (view.pointer.hover.current === null) return false;
      view.pointer.hover.release();
      return true;
    default:
      return false;
  }
}

function currentLine(view: ChartView): ChartLine | undefined {
  const lines = measuredLines(view.lines).filter(({ x }) => x.length > 0);
  return lines.find(({ key }) => key === view.pointer.key) ?? lines[0];
}

/** Moves the crosshair along a line, within what is visible; at first to the last visible point. */
function moveAlong(view: ChartView, stride: number): boolean {
  const line = currentLine(view);
  if (!line || !view.geometry) return true;
  const { min, max } = view.xBounds;
  const first = line.x.length > 0 ? nextVisible(line, findNearestIndex(line.x, min), 1, view) : -1;
  const last = nextVisible(line, findNearestIndex(line.x, max), -1, view);
  if (first < 0 || last < 0) return true;
  const crosshair = view.pointer.x;
  const from = crosshair === null ? last - Math.sign(stride) : findNearestIndex(line.x, crosshair);
  const index = Math.min(Math.max(from + stride, first), last);
  view.pointer.pointAtLine(line.key, line.x[index] ?? 0);
  announce(view);
  return true;
}

/** The first index from `index` on whose x is visible; −1 where there is none. */
function nextVisible({ x }: ChartLine, index: number, stride: 1 | -1, view: ChartView): number {
  const range = { from: view.xBounds.min, to: view.xBounds.max };
  for (let at = index; at >= 0 && at < x.length; at += stride)
    if (isInRange(x[at] ?? NaN, range)) return at;
  return -1;
}

/** Moves to the line above or below, at the same x. */
function moveAcross(view: ChartView, direction: 1 | -1): boolean {
  const line = currentLine(view);
  const { geometry } = view;
  const crosshair = view.pointer.x;
  if (!line || !geometry) return true;
  if (crosshair === null) return moveAlong(view, 1);
  const heightOf = (value: number): number => toPixel(geometry.y, value);
  const readings = view.pointer
    .readValues(crosshair)
    .filter(({ value }) => Number.isFinite(heightOf(value)))
    .sort((a, b) => heightOf(b.value) - heightOf(a.value));
  const next = readings[readings.findIndex(({ key }) => key === line.key) + direction];
  if (next) view.pointer.pointAtLine(next.key, crosshair);
  announce(view);
  return true;
}

function zoom(view: ChartView, factor: number): boolean {
  const { geometry } = view;
  const crosshair = view.pointer.x;
  if (!geometry) return true;
  const middle = (geometry.left + geometry.right) / 2;
  view.zoomX(factor, crosshair === null ? middle : toPixel(geometry.x, crosshair));
  view.commit();
  return true;
}

/** Speaks the values at the crosshair, that of the chosen line first. */
function announce(view: ChartView): void {
  const { settings } = view;
  const crosshair = view.pointer.x;
  if (crosshair === null) return;
  const values = view.pointer.readValues(crosshair);
  const spoken = values
    .slice(0, maxSpoken)
    .map(({ label, value }) => `${label} ${settings.formatY(value)}`);
  const omitted = values.length - spoken.length;
  if (omitted > 0) spoken.push(`and ${omitted} more ${omitted === 1 ? 'line' : 'lines'}`);
  const at = `${settings.xLabel} ${settings.formatX(crosshair, 12)}`;
  view.pointer.announcement = `${at}: ${spoken.join('; ')}`;
}
