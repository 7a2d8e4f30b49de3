import type { Edge } from '#spec/model';
import type { Point } from './edits';

/** The nodes of one layer, from left to right; pixels. */
export interface Column {
  left: number;
  /** `above`: pixels over its card that belong to it. */
  nodes: { id: string; top: number; above: number }[];
}

interface Size {
  width: number;
  height: number;
}

/** Pixels between rows: the edge that leads back to the left runs there, and its shape stands on it. */
const between = 64;
/** Pixels kept free around the model when it is shown whole. */
export const margin = 32;
/** A model that is shown at this scale at least is left in fewer rows. */
const readable = 0.85;
const mostRows = 8;

/**
 * Breaks a layout into rows, like words into lines, so that it can be read in the given room: in as
 * few as let it be shown at a readable scale. Gives the top left corner of every node.
 */
export function inRows(
  columns: readonly Column[],
  edges: readonly Pick<Edge, 'from' | 'to'>[],
  card: Size,
  room: Size,
): Record<string, Point> {
  let best = stack(columns, [columns.length], card);
  for (let rows = 2; rows <= Math.min(mostRows, columns.length); rows++) {
    if (scaleOf(best, room) >= readable) break;
    const next = stack(columns, cuts(columns, edges, rows), card);
    if (scaleOf(next, room) > scaleOf(best, room) * 1.05) best = next;
  }
  return best.places;
}

interface Stacked extends Size {
  places: Record<string, Point>;
}

function scaleOf({ width, height }: Size, room: Size): number {
  return Math.min(1, (room.width - 2 * margin) / width, (room.height - 2 * margin) / height);
}

/** Where rows end: even lengths, moved by one column where fewer edges are cut there. */
function cuts(
  columns: readonly Column[],
  edges: readonly Pick<Edge, 'from' | 'to'>[],
  rows: number,
): number[] {
  const columnOf = new Map(
    columns.flatMap(({ nodes }, index) => nodes.map(({ id }) => [id, index] as const)),
  );
  const crossing = (cut: number): number =>
    edges.filter(
      ({ from, to }) => (columnOf.get(from) ?? cut) < cut && (columnOf.get(to) ?? 0) >= cut,
    ).length;
  const ends: number[] = [];
  for (let row = 1; row < rows; row++) {
    const even = Math.round((row * columns.length) / rows);
    const near = [even, even + 1, even - 1].filter(
      (cut) => cut > (ends.at(-1) ?? 0) && cut < columns.length,
    );
    const [first] = near.sort((a, b) => crossing(a) - crossing(b));
    if (first !== undefined) ends.push(first);
  }
  return [...ends, columns.length];
}

function stack(columns: readonly Column[], ends: readonly number[], card: Size): Stacked {
  const places: Record<string, Point> = {};
  let [width, top, start] = [0, 0, 0];
  for (const end of ends) {
    const row = columns.slice(start, end);
    const left = row[0]?.left ?? 0;
    const nodes = row.flatMap((column) => column.nodes);
    const highest = Math.min(...nodes.map((node) => node.top - node.above));
    const lowest = Math.max(...nodes.map((node) => node.top));
    for (const column of row)
      for (const node of column.nodes)
        places[node.id] = { x: column.left - left, y: top + node.top - highest };
    width = Math.max(width, (row.at(-1)?.left ?? 0) - left + card.width);
    top += lowest - highest + card.height + between;
    start = end;
  }
  return { places, width, height: Math.max(card.height, top - between) };
}
