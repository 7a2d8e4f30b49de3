import type { Point } from '#diagram/layout/geometry';
import type { Box } from './annotations';
import { nodeGap } from './free-position';

/** Aligning and distributing boxes, and the guides that a dragged box snaps to. Pure functions. */

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
export type Axis = 'horizontal' | 'vertical';

export type Boxes = Readonly<Record<string, Box>>;

const sides = { horizontal: ['x', 'width'], vertical: ['y', 'height'] } as const;

const axisOf = (alignment: Alignment): Axis =>
  alignment === 'left' || alignment === 'centre' || alignment === 'right'
    ? 'horizontal'
    : 'vertical';

/** Pixels between boxes that would lie on each other; edges from left to right have their labels there. */
const gaps = { horizontal: nodeGap, vertical: 28 };

/**
 * The places of boxes whose edges or centres are on one line, by id. Boxes that would lie on each other there move
 * along the line, each behind the one before it.
 */
export function align(boxes: Boxes, alignment: Alignment): Record<string, Point> {
  const [start, size] = sides[axisOf(alignment)];
  const all = Object.values(boxes);
  const first = Math.min(...all.map((box) => box[start]));
  const last = Math.max(...all.map((box) => box[start] + box[size]));
  const place = (length: number): number => {
    if (alignment === 'left' || alignment === 'top') return first;
    if (alignment === 'right' || alignment === 'bottom') return last - length;
    return Math.round((first + last - length) / 2);
  };
  const placed = mapBoxes(boxes, (box) => ({ ...pointOf(box), [start]: place(box[size]) }));
  return keepApart(boxes, placed, axisOf(alignment) === 'horizontal' ? 'vertical' : 'horizontal');
}

/**
 * The places of boxes with equal gaps between one and the next, by id. The first one stays where it is, and so does the
 * last one where the boxes have space between them.
 */
export function distribute(boxes: Boxes, axis: Axis): Record<string, Point> {
  const [start, size] = sides[axis];
  const inOrder = Object.entries(boxes).sort(
    ([, a], [, b]) => a[start] + a[size] / 2 - (b[start] + b[size] / 2),
  );
  const [first, last] = [inOrder[0]?.[1], inOrder.at(-1)?.[1]];
  if (!first || !last || inOrder.length < 3) return mapBoxes(boxes, pointOf);
  const filled = inOrder.reduce((sum, [, box]) => sum + box[size], 0);
  const gap = (last[start] + last[size] - first[start] - filled) / (inOrder.length - 1);
  const places: Record<string, Point> = {};
  let next = first[start];
  for (const [id, box] of inOrder) {
    places[id] = { ...pointOf(box), [start]: Math.round(next) };
    next += box[size] + gap;
  }
  return keepApart(boxes, places, axis);
}

/** Moves boxes along an axis until each that shares a row with others is behind all that come before it on the axis. */
function keepApart(
  boxes: Boxes,
  places: Readonly<Record<string, Point>>,
  axis: Axis,
): Record<string, Point> {
  const [start, size] = sides[axis];
  const [across] = sides[axis === 'horizontal' ? 'vertical' : 'horizontal'];
  // Of boxes at one place on the axis, the one that stood before the other across it comes first.
  const inOrder = Object.entries(boxes)
    .map(([id, box]) => ({ id, box, at: places[id] ?? pointOf(box) }))
    .sort((a, b) => a.at[start] - b.at[start] || a.box[across] - b.box[across]);
  const apart: Box[] = [];
  const moved: Record<string, Point> = {};
  for (const { id, box, at } of inOrder) {
    const own: Box = { ...box, ...at };
    // Also where there is room between two of them: the order of the row stays.
    const findOther = (): Box | undefined =>
      apart.find(
        (other) => own[start] < other[start] + other[size] && shareRow(own, other, across),
      );
    for (let other = findOther(); other; other = findOther())
      own[start] = other[start] + other[size] + gaps[axis];
    apart.push(own);
    moved[id] = pointOf(own);
  }
  return mapBoxes(boxes, (box, id) => moved[id] ?? pointOf(box));
}

/** Whether boxes would lie on each other if they were moved along one axis; `across`: the other one. */
function shareRow(a: Box, b: Box, across: 'x' | 'y'): boolean {
  const length = across === 'x' ? 'width' : 'height';
  return a[across] < b[across] + b[length] && b[across] < a[across] + a[length];
}

/** A line on which an edge or the centre of a dragged box meets that of another box. */
export interface Guide {
  /** Whether the line runs up and down at `at`, from `from` to `to`. */
  isVertical: boolean;
  at: number;
  from: number;
  to: number;
}

export interface Snap {
  /** By how much the dragged box is moved to be in line. */
  dx: number;
  dy: number;
  guides: Guide[];
}

/** Finds the nearest lines of `others` within `reach` pixels, one for each direction. */
export function snapToOthers(dragged: Box, others: readonly Box[], reach: number): Snap {
  const dx = findShift(dragged, others, 'horizontal', reach);
  const dy = findShift(dragged, others, 'vertical', reach);
  const snapped = { ...dragged, x: dragged.x + (dx ?? 0), y: dragged.y + (dy ?? 0) };
  return {
    dx: dx ?? 0,
    dy: dy ?? 0,
    guides: [
      ...(dx === null ? [] : findGuides(snapped, others, 'horizontal')),
      ...(dy === null ? [] : findGuides(snapped, others, 'vertical')),
    ],
  };
}

/** The start, the centre and the end of a box. */
function linesOf(box: Box, axis: Axis): number[] {
  const [start, size] = sides[axis];
  return [box[start], box[start] + box[size] / 2, box[start] + box[size]];
}

/** The smallest shift after which a line of the dragged box is one of another box; null if none is in reach. */
function findShift(dragged: Box, others: readonly Box[], axis: Axis, reach: number): number | null {
  const own = linesOf(dragged, axis);
  let best: number | null = null;
  for (const other of others)
    for (const [index, line] of linesOf(other, axis).entries()) {
      const shift = line - (own[index] ?? 0);
      if (Math.abs(shift) <= reach && (best === null || Math.abs(shift) < Math.abs(best)))
        best = shift;
    }
  return best;
}

function findGuides(snapped: Box, others: readonly Box[], axis: Axis): Guide[] {
  const [start, size] = sides[axis === 'horizontal' ? 'vertical' : 'horizontal'];
  const guides: Guide[] = [];
  for (const [index, at] of linesOf(snapped, axis).entries()) {
    const met = others.filter((other) => Math.abs((linesOf(other, axis)[index] ?? NaN) - at) < 0.5);
    if (met.length === 0) continue;
    const all = [snapped, ...met];
    guides.push({
      isVertical: axis === 'horizontal',
      at,
      from: Math.min(...all.map((box) => box[start])),
      to: Math.max(...all.map((box) => box[start] + box[size])),
    });
  }
  return guides;
}

const pointOf = ({ x, y }: Box): Point => ({ x, y });

function mapBoxes(boxes: Boxes, place: (box: Box, id: string) => Point): Record<string, Point> {
  return Object.fromEntries(Object.entries(boxes).map(([id, box]) => [id, place(box, id)]));
}
