import type { Edge, EdgeId } from '../spec/model';
import { BoxGrid, type Box } from './box-grid';
import { findEdgeEnds, pointOnEdge } from './edge-path';
import { nodeSize, type Point } from './layout/geometry';

/**
 * Finds a place for the label of every edge at which it neither covers a card nor lies under one, nor on another label:
 *
 *     const places = placeLabels(edges, positions); // 'a->b' -> { at: 0.5, dx: 0, dy: 0, detailDy: 20 }
 *
 * In order of preference: on the edge, the nearest place to its middle; beside the edge, the nearest place within
 * `maxAside` pixels; then the same places if they are free of cards, though not of labels; else the middle of the edge.
 */

/** Where a label stands, told by its edge, so that it moves with the edge while a card is dragged. */
export interface LabelPlace {
  /** The share of the way along the edge, from 0 to 1; the middle is 0.5. */
  at: number;
  /** Pixels from there to the middle of the label; zero if it stands on the edge. */
  dx: number;
  dy: number;
  /** Pixels from the middle of the label down to that of the line that is shown while the edge is hovered. */
  detailDy: number;
}

export interface LabeledEdge {
  id: EdgeId;
  edge: Pick<Edge, 'from' | 'to'>;
  /** The y coordinate of its long horizontal piece, from `routeLeftwardEdges`. */
  channelY: number | null;
  label: LabelText;
}

/** What a label says, as far as it takes room. */
export interface LabelText {
  /** Shape of the message, which stands above the edge. */
  shape: string;
  /** When the message arrives, which stands on the edge beside the badge. */
  timing: string;
  /** What is shown on a further line while the edge is hovered. */
  detail: string;
  /**
   * Where the values of a run stand, if one is shown: below the badge; or in one line with it, between the shape and
   * the values, as between two rows of cards. Undefined without a run.
   */
  values?: 'below' | 'beside' | undefined;
}

/** The farthest, in pixels, that a label stands beside its edge. */
export const maxAside = 132;
/** Pixels between the places that are tried: on the edge; beside it, along it; and away from it. */
const step = { along: 8, alongAside: 24, aside: 6 };
/** The most places on each side of the middle that are tried, on an edge and beside it. */
const maxPlaces = { along: 120, alongAside: 4 };

/** Sizes in pixels of the parts of a label as `ModelEdge.svelte` draws them; `mark` is that of a problem. */
const size = { character: 6.7, padding: 6, line: 16, badge: 24, mark: 19, timingPadding: 15 };
/** Those of a run's values as `EdgeLive.svelte` draws them: two bars and the cosine. */
const valuesSize = { width: 34, height: 25, besideWidth: 40, besideHeight: 26, gap: 4 };
/** Pixels below a card that its values of a run take (`NodeLive.svelte`), without and with a sign of its period. */
const stripReach = { plain: 17, low: 25 };

/** The box of a label around its middle, without what is shown only while the edge is hovered. */
export function boxOfLabel({ shape, timing, values }: LabelText, { x, y }: Point): Box {
  const shapeWidth = shape === '' ? 0 : shape.length * size.character + size.padding;
  const timingWidth = timing === '' ? 0 : timing.length * size.character + size.timingPadding;
  const marksWidth = size.mark + size.badge + timingWidth;
  if (values === 'beside') {
    const { besideWidth, besideHeight: height, gap } = valuesSize;
    const width = marksWidth + 2 * (gap + Math.max(shapeWidth, besideWidth));
    return { x: x - width / 2, y: y - height / 2, width, height };
  }
  const width = Math.max(shapeWidth, marksWidth, values ? valuesSize.width : 0);
  const above = size.badge / 2 + (shape === '' ? 0 : size.line);
  const below = size.badge / 2 + (values ? valuesSize.height : 0);
  return { x: x - width / 2, y: y - above, width, height: above + below };
}

/** How far below a card its values of a run reach, in pixels. */
export function reachOfStrip(period: number): number {
  return period > 1 ? stripReach.low : stripReach.plain;
}

/**
 * `positions` are the top left corners of the cards, and `reaches` the pixels below a card that are taken too. Edges
 * that end at none are left out.
 */
export function placeLabels(
  edges: readonly LabeledEdge[],
  positions: Readonly<Record<string, Point>>,
  reaches: Readonly<Record<string, number>> = {},
): Map<EdgeId, LabelPlace> {
  return new LabelPlacer().place(edges, positions, reaches);
}

/**
 * `placeLabels` for versions of a model that follow each other. A label keeps clear of cards and of the labels before it, so
 * all labels have their old places up to the first one that takes other room than in the version before.
 */
export class LabelPlacer {
  #cards = new BoxGrid();
  #ground: Ground = { positions: {}, reaches: {} };
  #placed: { edge: LabeledEdge; place: Candidate; shown: LabelPlace }[] = [];

  place(
    edges: readonly LabeledEdge[],
    positions: Readonly<Record<string, Point>>,
    reaches: Readonly<Record<string, number>> = {},
  ): Map<EdgeId, LabelPlace> {
    const before = isSameGround(this.#ground, { positions, reaches }) ? this.#placed : [];
    if (before.length === 0) this.#cards = listCards(positions, reaches);
    this.#ground = { positions, reaches };
    const [cards, labels] = [this.#cards, new BoxGrid()];
    let isKept = before.length > 0;
    this.#placed = [];
    for (const edge of edges) {
      const way = followEdge(edge, positions);
      if (!way) continue;
      const old = before[this.#placed.length];
      isKept &&= old !== undefined && takesSameRoom(old.edge, edge);
      const boxAt = ({ x, y }: Point): Box => boxOfLabel(edge.label, { x, y });
      const place = old && isKept ? old.place : findPlace(way, boxAt, cards, labels);
      labels.add(boxAt(place));
      const { at, dx, dy } = place;
      const isSameDetail = isKept && old?.edge.label.detail === edge.label.detail;
      const shown =
        old && isSameDetail ? old.shown : { at, dx, dy, detailDy: placeDetail(edge, place, cards) };
      this.#placed.push({ edge, place, shown });
    }
    return new Map(this.#placed.map(({ edge, shown }) => [edge.id, shown]));
  }
}

function listCards(
  positions: Readonly<Record<string, Point>>,
  reaches: Readonly<Record<string, number>>,
): BoxGrid {
  const cards = new BoxGrid();
  for (const [id, { x, y }] of Object.entries(positions))
    cards.add({ x, y, width: nodeSize.width, height: nodeSize.height + (reaches[id] ?? 0) });
  return cards;
}

/** Cards in the same places. */
interface Ground {
  positions: Readonly<Record<string, Point>>;
  reaches: Readonly<Record<string, number>>;
}

function isSameGround(a: Ground, b: Ground): boolean {
  const ids = Object.keys(a.positions);
  return (
    ids.length === Object.keys(b.positions).length &&
    ids.every((id) => {
      const [one, other] = [a.positions[id], b.positions[id]];
      return one?.x === other?.x && one?.y === other?.y && a.reaches[id] === b.reaches[id];
    })
  );
}

/** Whether two labels of the same edge, which has not moved, need the same room, but for the line below them. */
function takesSameRoom(a: LabeledEdge, b: LabeledEdge): boolean {
  const isSameWay = a.id === b.id && a.channelY === b.channelY;
  return (
    isSameWay &&
    a.label.shape.length === b.label.shape.length &&
    a.label.timing.length === b.label.timing.length &&
    a.label.values === b.label.values
  );
}

/** Where the label of an edge stands on a canvas on which the edge has this way. */
export function resolvePlace({ at, dx, dy }: LabelPlace, follow: (at: number) => Point): Point {
  const { x, y } = follow(at);
  return { x: x + dx, y: y + dy };
}

/** Whether a label stands so far from its edge that a line has to tell which one it belongs to. */
export function isBeside({ dx, dy }: LabelPlace): boolean {
  return Math.abs(dx) + Math.abs(dy) > size.badge / 2;
}

/** A place that is tried. */
type Candidate = Point & Pick<LabelPlace, 'at' | 'dx' | 'dy'>;

interface EdgeWay {
  /** About the length of the edge in pixels. */
  length: number;
  follow: (at: number) => Point;
}

function followEdge(
  { edge, channelY }: LabeledEdge,
  positions: Readonly<Record<string, Point>>,
): EdgeWay | null {
  const [source, target] = [positions[edge.from], positions[edge.to]];
  if (!source || !target) return null;
  const ends = findEdgeEnds(source, target);
  const isSelfLoop = edge.from === edge.to;
  const { sourceX, sourceY, targetX, targetY } = ends;
  const y = channelY ?? (sourceY + targetY) / 2;
  const length = Math.abs(targetX - sourceX) + Math.abs(y - sourceY) + Math.abs(targetY - y);
  return { length, follow: (at) => pointOnEdge(ends, channelY, isSelfLoop, at) };
}

/** The first place that is free of cards and labels, else the first that is free of cards, else the middle. */
function findPlace(
  way: EdgeWay,
  boxAt: (point: Point) => Box,
  cards: BoxGrid,
  labels: BoxGrid,
): Candidate {
  let clear: Candidate | null = null;
  for (const candidate of listCandidates(way)) {
    const box = boxAt(candidate);
    if (!cards.isFree(box)) continue;
    if (labels.isFree(box)) return candidate;
    clear ??= candidate;
  }
  return clear ?? { ...way.follow(0.5), at: 0.5, dx: 0, dy: 0 };
}

/** The places on the edge, and then those beside it, in order of preference. */
function* listCandidates({ length, follow }: EdgeWay): Generator<Candidate> {
  const [start, end] = [follow(0), follow(1)];
  // Of a flat edge, the places at the left and the right are on it or past its ends.
  const isSteep = Math.abs(end.y - start.y) > Math.abs(end.x - start.x);
  for (const at of fromMiddle(length, 'along')) yield { ...follow(at), at, dx: 0, dy: 0 };
  const points = fromMiddle(length, 'alongAside').map((at) => ({ at, ...follow(at) }));
  for (let aside = step.aside; aside <= maxAside; aside += step.aside)
    for (const { at, x, y } of points) {
      yield { x, y: y - aside, at, dx: 0, dy: -aside };
      yield { x, y: y + aside, at, dx: 0, dy: aside };
      if (!isSteep) continue;
      yield { x: x + aside, y, at, dx: aside, dy: 0 };
      yield { x: x - aside, y, at, dx: -aside, dy: 0 };
    }
}

/** The shares of the way from 0 to 1 that are tried, the middle first and then by turns to both sides of it. */
function fromMiddle(length: number, kind: keyof typeof maxPlaces): number[] {
  const half = Math.min(maxPlaces[kind], Math.max(2, Math.ceil(length / 2 / step[kind])));
  const shares = [0.5];
  for (let index = 1; index <= half; index++)
    shares.push(0.5 - index / half / 2, 0.5 + index / half / 2);
  return shares;
}

/**
 * Below the label, or above it where only there is no card, or farther away where both are taken; a self-loop has its own
 * card below it.
 */
function placeDetail({ edge, label }: LabeledEdge, at: Point, cards: BoxGrid): number {
  const { y, height } = boxOfLabel(label, at);
  const half = size.line / 2;
  const [above, below] = [y - at.y - half, y + height - at.y + half];
  if (label.detail === '') return below;
  const width = label.detail.length * size.character + size.padding;
  const isFree = (dy: number): boolean =>
    cards.isFree({ x: at.x - width / 2, y: at.y + dy - half, width, height: size.line });
  const sides = edge.from === edge.to ? [above] : [below, above];
  for (let away = 0; away <= maxAside; away += step.aside)
    for (const side of sides) {
      const dy = side + Math.sign(side) * away;
      if (isFree(dy)) return dy;
    }
  return sides[0] ?? below;
}
