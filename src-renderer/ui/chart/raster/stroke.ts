import type { ColumnParts } from './column-parts';
import { DashPattern } from './dash-pattern';
import type { Spans } from './spans';

/**
 * Adds the spans of a line to `spans`: one for each column, or for each dash in it. A line that only rises or falls within
 * a column is antialiased exactly: seen along the column, the coverage of a stroke of width w and slope s is a trapezoid
 * as high as w√(1 + s²), whose sides are |s| long. A line that turns back fills what lies between its lowest and highest
 * point, and the more it turns back, the steeper the sides. The stroke reaches beyond the part of the line that is in
 * the column only as far as the line goes in the columns beside it. Lengths are in pixels of the picture; `dash` holds
 * those of dashes and gaps by turns.
 */
export function strokeParts(
  parts: ColumnParts,
  lineWidth: number,
  dash: readonly number[],
  spans: Spans,
): void {
  const { count, column, low, high, travel, entry, exit } = parts;
  const pattern = dash.length > 0 ? new DashPattern(dash) : null;
  const half = lineWidth / 2;
  /** From so many columns away a stroke is seen in a column. */
  const reach = Math.max(1, Math.ceil((lineWidth + 1) / 2 - 0.01));
  for (let index = 0; index < count; index++) {
    const lowY = low[index] as number;
    const highY = high[index] as number;
    let lowest = lowY;
    let highest = highY;
    const end = Math.min(count - 1, index + reach);
    for (let at = Math.max(0, index - reach); at <= end; at++) {
      if ((low[at] as number) < lowest) lowest = low[at] as number;
      if ((high[at] as number) > highest) highest = high[at] as number;
    }
    const height = highY - lowY;
    // 1 where the line only rises or falls, 0 where it has come back or more.
    const oneWay = height > 0 ? Math.max(0, 2 - (travel[index] as number) / height) : 1;
    const side = oneWay * height;
    const outside = half * Math.sqrt(1 + side * side);
    const below = Math.min(outside, lowY - lowest + half);
    const above = Math.min(outside, highest - highY + half);
    if (pattern && oneWay > 0.9 && height > 1) {
      const [from, to] = [entry[index] as number, exit[index] as number];
      addSteepDashes(spans, pattern, column[index] as number, from, to, below, above);
      continue;
    }
    if (!pattern || pattern.isDash) {
      const start = lowY - below;
      const stop = highY + above;
      addRamps(
        spans,
        column[index] as number,
        start,
        Math.max(start, lowY - outside + side),
        Math.min(stop, highY + outside - side),
        stop,
      );
    }
    if (!pattern) continue;
    // Along the middle of the columns, so that the dashes of a noisy line stay dashes.
    const before = Math.max(0, index - 1);
    const rise = (lowY + highY - (low[before] as number) - (high[before] as number)) / 2;
    pattern.advance(Math.sqrt(1 + rise * rise));
  }
}

/** Dashes that begin and end within a column. The stroke reaches beyond the column only as far as the dash does. */
function addSteepDashes(
  spans: Spans,
  dash: DashPattern,
  column: number,
  entry: number,
  exit: number,
  below: number,
  above: number,
): void {
  const height = exit - entry;
  const length = Math.sqrt(1 + height * height);
  const isDownward = height > 0;
  const behind = isDownward ? below : above;
  const ahead = isDownward ? above : below;
  for (let from = 0; from < length;) {
    const piece = Math.min(dash.left, length - from);
    const to = from + piece;
    if (dash.isDash) {
      const before = from === 0 ? Math.min(behind, dash.behind) : 0;
      const after = to === length ? Math.min(ahead, dash.left - piece) : 0;
      const start = entry + (height * from) / length;
      const end = entry + (height * to) / length;
      if (isDownward) addRamps(spans, column, start - before, start, end, end + after);
      else addRamps(spans, column, end - after, end, start, start + before);
    }
    dash.advance(piece);
    from = to;
  }
}

/** A span whose coverage rises up to `fullFrom`, and falls from `fullTo` on. */
function addRamps(
  spans: Spans,
  column: number,
  low: number,
  fullFrom: number,
  fullTo: number,
  high: number,
): void {
  spans.add(
    column,
    (low + fullFrom) / 2,
    (high + fullTo) / 2,
    Math.max(1, fullFrom - low),
    Math.max(1, high - fullTo),
  );
}

/** Adds the spans of a disc. */
export function addDisc(spans: Spans, x: number, y: number, radius: number): void {
  const end = Math.ceil(x + radius);
  for (let column = Math.floor(x - radius); column < end; column++) {
    const chord = Math.sqrt(Math.max(0, radius ** 2 - (column + 0.5 - x) ** 2));
    spans.add(column, y - chord, y + chord);
  }
}
