import type { Edge } from '../../spec/model';
import type { Point } from './geometry';

/** One layer of the layered layout; all coordinates in pixels. */
export interface Column {
  /** Left edge. */
  x: number;
  /** `top` is the top edge of the node, `above` the height kept free over it, for its self-loop. */
  nodes: { id: string; top: number; above: number }[];
}

interface Size {
  width: number;
  height: number;
}

/** Pixels between two rows. The edge to the next row runs there, with the shape of its message on it. */
const rowGap = 64;
/** Pixels kept free around the model when the view is fitted to it. */
export const viewportMargin = 32;
/** No further row is added once the model can be shown at this scale. */
const minReadableScale = 0.85;
const maxRows = 24;

/**
 * Breaks a layout into rows, as text is broken into lines, so that the model is readable in a viewport:
 * into the smallest number of rows that can be shown at a readable scale. Returns the top left corner of
 * every node.
 */
export function wrapColumns(
  columns: readonly Column[],
  edges: readonly Pick<Edge, 'from' | 'to'>[],
  nodeSize: Size,
  viewport: Size,
): Record<string, Point> {
  let best = stackRows(columns, [columns.length], nodeSize);
  for (let rowCount = 2; rowCount <= Math.min(maxRows, columns.length); rowCount++) {
    if (fitScale(best, viewport) >= minReadableScale) break;
    const next = stackRows(columns, chooseRowEnds(columns, edges, rowCount), nodeSize);
    if (fitScale(next, viewport) > fitScale(best, viewport) * 1.05) best = next;
  }
  return best.positions;
}

interface WrappedLayout extends Size {
  positions: Record<string, Point>;
}

/** The scale, at most 1, at which a layout fits into a viewport. */
function fitScale({ width, height }: Size, viewport: Size): number {
  return Math.min(
    1,
    (viewport.width - 2 * viewportMargin) / width,
    (viewport.height - 2 * viewportMargin) / height,
  );
}

/**
 * The index after the last column of each row. Rows have equal numbers of columns, except that an end
 * moves by one column if fewer edges cross it there.
 */
function chooseRowEnds(
  columns: readonly Column[],
  edges: readonly Pick<Edge, 'from' | 'to'>[],
  rowCount: number,
): number[] {
  const columnOf = new Map(
    columns.flatMap(({ nodes }, index) => nodes.map(({ id }) => [id, index] as const)),
  );
  const countCrossing = (end: number): number =>
    edges.filter(
      ({ from, to }) => (columnOf.get(from) ?? end) < end && (columnOf.get(to) ?? 0) >= end,
    ).length;
  const ends: number[] = [];
  for (let row = 1; row < rowCount; row++) {
    const even = Math.round((row * columns.length) / rowCount);
    const candidates = [even, even + 1, even - 1].filter(
      (end) => end > (ends.at(-1) ?? 0) && end < columns.length,
    );
    const [best] = candidates.sort((a, b) => countCrossing(a) - countCrossing(b));
    if (best !== undefined) ends.push(best);
  }
  return [...ends, columns.length];
}

function stackRows(
  columns: readonly Column[],
  rowEnds: readonly number[],
  nodeSize: Size,
): WrappedLayout {
  const positions: Record<string, Point> = {};
  let [width, top, start] = [0, 0, 0];
  for (const end of rowEnds) {
    const row = columns.slice(start, end);
    const left = row[0]?.x ?? 0;
    const nodes = row.flatMap((column) => column.nodes);
    const highest = Math.min(...nodes.map((node) => node.top - node.above));
    const lowest = Math.max(...nodes.map((node) => node.top));
    for (const column of row)
      for (const node of column.nodes)
        positions[node.id] = { x: column.x - left, y: top + node.top - highest };
    width = Math.max(width, (row.at(-1)?.x ?? 0) - left + nodeSize.width);
    top += lowest - highest + nodeSize.height + rowGap;
    start = end;
  }
  return { positions, width, height: Math.max(nodeSize.height, top - rowGap) };
}
