/** Labels of ticks, in a way in which they neither overlap nor are cut off. */
import type { FigureAxis, FigureTick } from '#chart/figure';
import { toPixel, type AxisMap } from '#chart/axes/axis-map';
import { cleanText } from '../text/clean-text';
import { fitsWrapped, wrapText } from '../text/wrap-text';
import { blockHeight, blockWidth, lineSpacing, type Ruler } from './ruler';

export interface PlacedLabel {
  /** Of its tick. */
  value: number;
  /** Where on the axis, in points from its start. */
  at: number;
  lines: string[];
}

export interface PlacedLabels {
  labels: PlacedLabel[];
  /** Degrees, clockwise: 0, or -45 or -90 of long names along the x axis. */
  angle: 0 | -45 | -90;
  /** The room that they take on the other side of the axis than the plot. */
  depth: number;
  /** How far they reach beyond the start and the end of the axis. */
  before: number;
  after: number;
}

const maxLines = 3;

/** `map` gives points from the left end, `length` is that of the axis, `maxDepth` that of names on their side. */
export function placeXLabels(
  axis: FigureAxis,
  map: AxisMap,
  { length, maxDepth, ruler }: { length: number; maxDepth: number; ruler: Ruler },
): PlacedLabels {
  const ticks = cleanTicks(axis.ticks);
  if (!axis.isCategorical) {
    const visible = thinOut(axis, ticks, (kept) => hasRoom(kept, map, ruler));
    return placeUpright(
      visible.map(({ value, label }) => ({ value, at: toPixel(map, value), lines: [label] })),
      length,
      ruler,
    );
  }
  const spacing = findSpacing(ticks, map, length);
  const width = spacing - ruler.gap;
  if (ticks.every(({ label }) => fitsWrapped(label, width, maxLines, ruler.measure)))
    return placeUpright(
      ticks.map(({ value, label }) => ({
        value,
        at: toPixel(map, value),
        lines: wrapText(label, width, maxLines, ruler.measure),
      })),
      length,
      ruler,
    );
  return placeRotated(ticks, map, { spacing, maxDepth, ruler });
}

/** The same along the left side, where `maxWidth` is that of names. */
export function placeYLabels(
  axis: FigureAxis,
  map: AxisMap,
  { length, maxWidth, ruler }: { length: number; maxWidth: number; ruler: Ruler },
): PlacedLabels {
  const ticks = cleanTicks(axis.ticks);
  const lineHeight = ruler.size * lineSpacing;
  const linesOf = ({ label }: FigureTick): string[] =>
    axis.isCategorical
      ? wrapText(label, maxWidth, Math.max(1, Math.min(maxLines, room)), ruler.measure)
      : [label];
  const room = Math.floor(findSpacing(ticks, map, length) / lineHeight);
  const isApart = (kept: readonly FigureTick[]): boolean =>
    findSpacing(kept, map, Infinity) >= lineHeight * 0.9;
  const visible = thinOut(axis, ticks, isApart);
  const labels = visible.map((tick) => ({
    value: tick.value,
    at: toPixel(map, tick.value),
    lines: linesOf(tick),
  }));
  const [before, after] = findOverhang(
    labels.map(({ at, lines }) => ({ at, extent: blockHeight(lines, ruler.size) })),
    length,
  );
  const depth = Math.max(0, ...labels.map(({ lines }) => blockWidth(lines, ruler.size, ruler)));
  return { labels, angle: 0, depth, before, after };
}

const cleanTicks = (ticks: readonly FigureTick[]): FigureTick[] =>
  ticks.map(({ value, label }) => ({ value, label: cleanText(label) }));

/** The smallest distance between two ticks, in points; `alone`: where there are not two. */
function findSpacing(ticks: readonly FigureTick[], map: AxisMap, alone: number): number {
  const places = ticks.map(({ value }) => toPixel(map, value)).sort((a, b) => a - b);
  const distances = places.slice(1).map((place, index) => place - (places[index] ?? 0));
  return Math.min(alone, ...distances);
}

/** All ticks if they have room, else powers of ten of a logarithmic axis, else every second, third, … tick. */
function thinOut(
  { isLog }: FigureAxis,
  ticks: readonly FigureTick[],
  hasRoomFor: (ticks: readonly FigureTick[]) => boolean,
): readonly FigureTick[] {
  if (hasRoomFor(ticks)) return ticks;
  const powers = isLog ? ticks.filter(({ value }) => isPowerOfTen(value)) : [];
  const candidates = powers.length > 1 ? powers : ticks;
  for (let stride = 1; stride < candidates.length; stride += 1) {
    const kept = candidates.filter((_, index) => index % stride === 0);
    if (hasRoomFor(kept)) return kept;
  }
  return candidates.slice(0, 1);
}

const isPowerOfTen = (value: number): boolean =>
  Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;

function hasRoom(ticks: readonly FigureTick[], map: AxisMap, ruler: Ruler): boolean {
  const spans = ticks
    .map(({ value, label }) => ({ at: toPixel(map, value), half: ruler.measure(label) / 2 }))
    .sort((a, b) => a.at - b.at);
  return spans.every(({ at, half }, index) => {
    const before = spans[index - 1];
    return !before || at - half - (before.at + before.half) >= ruler.size * 0.5;
  });
}

function placeUpright(labels: PlacedLabel[], length: number, ruler: Ruler): PlacedLabels {
  const [before, after] = findOverhang(
    labels.map(({ at, lines }) => ({ at, extent: blockWidth(lines, ruler.size, ruler) })),
    length,
  );
  const depth = Math.max(0, ...labels.map(({ lines }) => blockHeight(lines, ruler.size)));
  return { labels, angle: 0, depth, before, after };
}

/** How far texts of this extent, in the middle of their places, reach beyond both ends of the axis. */
function findOverhang(
  texts: readonly { at: number; extent: number }[],
  length: number,
): [before: number, after: number] {
  return [
    Math.max(0, ...texts.map(({ at, extent }) => extent / 2 - at)),
    Math.max(0, ...texts.map(({ at, extent }) => at + extent / 2 - length)),
  ];
}

/** Names that end at their ticks, at 45 degrees where they are apart, else upright. */
function placeRotated(
  ticks: readonly FigureTick[],
  map: AxisMap,
  { spacing, maxDepth, ruler }: { spacing: number; maxDepth: number; ruler: Ruler },
): PlacedLabels {
  const lineHeight = ruler.size * lineSpacing;
  const angle = spacing * Math.SQRT1_2 >= lineHeight ? -45 : -90;
  const slope = angle === -45 ? Math.SQRT1_2 : 1;
  const count = Math.max(1, Math.min(maxLines, Math.floor((spacing * slope) / lineHeight)));
  const stride = Math.max(1, Math.ceil((0.85 * lineHeight) / spacing));
  const visible = ticks.filter((_, index) => index % stride === 0);
  const labels = visible.map(({ value, label }) => ({
    value,
    at: toPixel(map, value),
    lines: wrapText(label, maxDepth / slope, count, ruler.measure),
  }));
  const across = count * lineHeight * (angle === -45 ? Math.SQRT1_2 : 1) * 0.5;
  const along = labels.map(({ lines }) => blockWidth(lines, ruler.size, ruler) * slope);
  const depth = Math.max(0, ...along) + (angle === -45 ? across : 0);
  const before =
    angle === -45
      ? Math.max(0, ...labels.map(({ at }, index) => (along[index] ?? 0) + across - at))
      : across;
  return { labels, angle, depth, before, after: across };
}

/** The title of an axis of this length, in a few lines. */
export function wrapAxisTitle(label: string, length: number, ruler: Ruler): string[] {
  const text = cleanText(label);
  return text === '' ? [] : wrapText(text, length, maxLines, ruler.measure);
}
