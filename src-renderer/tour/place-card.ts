/** Where the card of the tour stands: beside what it points at, never over it, and inside the window. */

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
export interface Size {
  width: number;
  height: number;
}
export interface Point {
  left: number;
  top: number;
}
export type Side = 'below' | 'above' | 'right' | 'left';

const sides: readonly Side[] = ['below', 'above', 'right', 'left'];
/** Pixels between the card and what it points at: the nearest that covers the least is taken. */
const gaps = [12, 28, 48, 72, 110, 150, 205];
/** Places along a side, from its middle outwards: 0 and 1 are those at which the card and the target have an end in common. */
const alongs = [0.5, 0, 1, -0.25, 1.25];
/** Pixels that stay free at the border of the window, and what the bars of the window take there. */
const margin = 8;
const bars = { left: 48, top: 40, bottom: 24 };

/**
 * The upper left corner of the card. `target`: null where nothing is pointed at. `avoided`: what it should cover as little
 * of as possible; `preferred`: the sides to try first. Where there is no room beside the target, the card goes to the
 * corner that is farthest from it.
 */
export function placeCard(
  target: Rect | null,
  card: Size,
  window: Size,
  { avoided = [], preferred = [] }: { avoided?: readonly Rect[]; preferred?: readonly Side[] } = {},
): Point {
  const corners = listCorners(card, window);
  const coveredAt = (at: Point): number =>
    avoided.reduce((sum, rect) => sum + overlap(boxAt(at, card), rect), 0);
  if (!target) return leastBy(corners, coveredAt);
  const order = [...preferred, ...sides.filter((side) => !preferred.includes(side))];
  const beside = gaps
    .flatMap((gap) => order.flatMap((side) => listPlaces(side, gap, target, card, window)))
    .filter((at) => isInside(at, card, window));
  if (beside.length > 0) return leastBy(beside, coveredAt);
  return leastBy(corners, (at) => -distance(at, card, target));
}

function boxAt({ left, top }: Point, { width, height }: Size): Rect {
  return { left, top, right: left + width, bottom: top + height };
}

/** The first of the places at which a number is least. */
function leastBy(places: readonly Point[], numberAt: (at: Point) => number): Point {
  let [best, least]: [Point | undefined, number] = [undefined, Infinity];
  for (const at of places) {
    const number = numberAt(at);
    if (number < least) [best, least] = [at, number];
    if (least === 0) break;
  }
  return best ?? { left: margin, top: margin };
}

/** The lower left corner first: what is read and used most is elsewhere. */
function listCorners({ width, height }: Size, window: Size): Point[] {
  const [left, right] = [bars.left + margin, window.width - width - margin];
  const [top, bottom] = [bars.top + margin, window.height - height - margin - bars.bottom];
  return [
    { left, top: bottom },
    { left: right, top: bottom },
    { left: right, top },
    { left, top },
  ].map((at) => ({ left: Math.max(margin, at.left), top: Math.max(margin, at.top) }));
}

function listPlaces(side: Side, gap: number, target: Rect, card: Size, window: Size): Point[] {
  const { width, height } = card;
  if (side === 'left' || side === 'right') {
    const left = side === 'right' ? target.right + gap : target.left - gap - width;
    const room = target.bottom - target.top - height;
    return alongs.map((along) => ({
      left,
      top: clamp(target.top + along * room, margin, window.height - height - margin),
    }));
  }
  const top = side === 'below' ? target.bottom + gap : target.top - gap - height;
  const room = target.right - target.left - width;
  return alongs.map((along) => ({
    left: clamp(target.left + along * room, margin, window.width - width - margin),
    top,
  }));
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

function isInside({ left, top }: Point, { width, height }: Size, window: Size): boolean {
  return (
    left >= margin &&
    top >= margin &&
    left + width <= window.width - margin &&
    top + height <= window.height - margin
  );
}

/** Square pixels that two boxes have in common. */
function overlap(a: Rect, b: Rect): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, width) * Math.max(0, height);
}

function distance({ left, top }: Point, { width, height }: Size, target: Rect): number {
  return Math.hypot(
    left + width / 2 - (target.left + target.right) / 2,
    top + height / 2 - (target.top + target.bottom) / 2,
  );
}
