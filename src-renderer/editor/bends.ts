import { edgeId, type Edge, type EdgeId } from '#spec/model';
import type { Point } from './edits';
import { cardSize } from './layout';

/** Pixels beside a card in which a wire turns. */
const turn = 24;
/** Pixels below a row that are enough for a wire. */
const below = 40;

/** Whether a wire leads back so far that a curve would cross itself or its cards. */
export function leadsBack(sourceX: number, targetX: number): boolean {
  return targetX < sourceX - 64;
}

interface Band {
  top: number;
  bottom: number;
}

/**
 * Where wires that lead back to the left, as from the end of a row to the start of the next, run: the y
 * of their long piece, in the widest band between both ends that no card stands in. Wires in one band
 * lie side by side. Where there is none, as between two cards of one row, they run below both. Edges that
 * lead on to the right are not named, nor those of a node to itself.
 */
export function bendsOf(
  edges: readonly Pick<Edge, 'from' | 'to'>[],
  positions: Readonly<Record<string, Point>>,
): ReadonlyMap<EdgeId, number> {
  const sharing = new Map<string, { id: EdgeId; to: number; band: Band }[]>();
  for (const edge of edges) {
    const [from, to] = [positions[edge.from], positions[edge.to]];
    if (!from || !to || edge.from === edge.to || !leadsBack(from.x + cardSize.width, to.x))
      continue;
    const cards = Object.values(positions);
    const band = widestBand(from, to, cards) ?? bandBelow(from, to, cards);
    const key = `${band.top} ${band.bottom}`;
    sharing.set(key, [...(sharing.get(key) ?? []), { id: edgeId(edge), to: to.x, band }]);
  }
  const bends = new Map<EdgeId, number>();
  for (const wires of sharing.values())
    // The one that goes furthest to the left runs on top, so that none crosses another.
    for (const [index, { id, band }] of wires.sort((a, b) => a.to - b.to).entries())
      bends.set(id, band.top + ((band.bottom - band.top) * (index + 1)) / (wires.length + 1));
  return bends;
}

/** The first room below both ends in which no card stands. */
function bandBelow(from: Point, to: Point, cards: readonly Point[]): Band {
  const [left, right] = [to.x - turn, from.x + cardSize.width + turn];
  let top = Math.max(from.y, to.y) + cardSize.height;
  for (const { x, y } of [...cards].sort((a, b) => a.y - b.y))
    if (x < right && x + cardSize.width > left && y < top + below && y + cardSize.height > top)
      top = y + cardSize.height;
  return { top, bottom: top + below };
}

function widestBand(from: Point, to: Point, cards: readonly Point[]): Band | null {
  const [left, right] = [to.x - turn, from.x + cardSize.width + turn];
  const between = cards
    .filter(({ x }) => x < right && x + cardSize.width > left)
    .sort((a, b) => a.y - b.y);
  const half = cardSize.height / 2;
  const [top, bottom] = [Math.min(from.y, to.y) + half, Math.max(from.y, to.y) + half];
  let widest: Band | null = null;
  let reached = top;
  for (const { y } of between) {
    const band = { top: reached, bottom: Math.min(y, bottom) };
    const size = band.bottom - band.top;
    if (size > 8 && (!widest || size > widest.bottom - widest.top)) widest = band;
    reached = Math.max(reached, y + cardSize.height);
    if (reached >= bottom) break;
  }
  return widest;
}
