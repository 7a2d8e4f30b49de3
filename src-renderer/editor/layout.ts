import dagre from '@dagrejs/dagre';
import type { Experiment } from '#spec/experiment';
import { edgesFrom, edgesInto } from '#spec/graph';
import type { Edge } from '#spec/model';
import { formatShape } from '#spec/problems';
import type { Point } from './edits';
import { inRows, type Column } from './rows';

/** Pixels of a node card at zoom 1; the card's own style keeps to them. */
export const cardSize = { width: 132, height: 68 };

/** Pixels between cards. The shape of a message and the badge of an interface stand in the gap along. */
const gap = { between: 28, along: 16, edge: 44, character: 6.7 };

/** Pixels above a card in which its edge to itself runs, with what stands on it. */
export const loopRoom = { rise: 26, above: 56 };

export interface Room {
  width: number;
  height: number;
}

/**
 * A place for every node, the top left corner of its card: the saved one, and the layered layout, left
 * to right and broken into rows that suit the room, for a model of which none is saved. Nodes that came
 * without a place of their own stand beside their neighbours.
 */
export function layoutOf(
  experiment: Experiment,
  shapes: Readonly<Record<string, readonly number[]>>,
  room: Room,
): Record<string, Point> {
  const saved = experiment.canvas?.positions ?? {};
  const ids = Object.keys(experiment.model.nodes);
  const known = ids.filter((id) => id in saved);
  if (known.length === 0) return arranged(experiment, shapes, room);
  const places = new Map(known.map((id) => [id, saved[id] as Point]));
  for (const id of ids) if (!places.has(id)) places.set(id, beside(experiment, id, places));
  return Object.fromEntries(places);
}

/**
 * The place or, where a card stands there, the next free one below it. `above`: pixels over the card that
 * are to stay free as well, as for a loop.
 */
export function freePlace(at: Point, taken: Iterable<Point>, above = 0): Point {
  const others = [...taken];
  const place = { x: Math.round(at.x), y: Math.round(at.y) };
  const blocking = (): Point | undefined =>
    others.find(
      ({ x, y }) =>
        Math.abs(x - place.x) < cardSize.width &&
        y - place.y < cardSize.height &&
        place.y - y < cardSize.height + above,
    );
  for (let one = blocking(); one; one = blocking())
    place.y = Math.round(one.y) + cardSize.height + above + gap.between;
  return place;
}

/** Between the node it hears from and the one it speaks to, as far as they have places. */
function beside({ model }: Experiment, id: string, places: ReadonlyMap<string, Point>): Point {
  const before = edgesInto(model, id).flatMap(({ from }) => places.get(from) ?? []);
  const behind = edgesFrom(model, id).flatMap(({ to }) => places.get(to) ?? []);
  const step = cardSize.width + gap.along + gap.edge;
  const [first] = before;
  const [last] = behind;
  if (first && last)
    return freePlace({ x: (first.x + last.x) / 2, y: (first.y + last.y) / 2 }, places.values());
  if (first) return freePlace({ x: first.x + step, y: first.y }, places.values());
  if (last) return freePlace({ x: last.x - step, y: last.y }, places.values());
  const all = [...places.values()];
  const lowest = Math.max(...all.map(({ y }) => y));
  const leftmost = Math.min(...all.map(({ x }) => x));
  return { x: leftmost, y: lowest + cardSize.height + gap.between };
}

/** Sugiyama's layered layout with room for what stands on the edges, then broken into rows. */
function arranged(
  { model }: Experiment,
  shapes: Readonly<Record<string, readonly number[]>>,
  room: Room,
): Record<string, Point> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: gap.between, edgesep: 8, ranksep: gap.along });
  const looped = new Set(model.edges.flatMap(({ from, to }) => (from === to ? [from] : [])));
  const above = (id: string): number => (looped.has(id) ? loopRoom.above : 0);
  // As much below, where nothing runs, so that the cards of a chain stay level.
  for (const id of Object.keys(model.nodes))
    graph.setNode(id, { ...cardSize, height: cardSize.height + 2 * above(id) });
  for (const { from, to } of leadingOn(model)) {
    const text = formatShape(shapes[from] ?? []).length * gap.character;
    graph.setEdge(from, to, { width: Math.max(gap.edge, Math.ceil(text)), height: gap.edge });
  }
  dagre.layout(graph);
  const columns = new Map<number, Column>();
  for (const id of Object.keys(model.nodes)) {
    const { x, y } = graph.node(id) as Point;
    const left = Math.round(x - cardSize.width / 2);
    const column = columns.get(left) ?? { left, nodes: [] };
    column.nodes.push({ id, top: Math.round(y - cardSize.height / 2), above: above(id) });
    columns.set(left, column);
  }
  const inOrder = [...columns.values()].sort((a, b) => a.left - b.left);
  return inRows(inOrder, model.edges, cardSize, room);
}

/**
 * The edges that say what stands before what: all of one tick, and those with a delay as far as they do
 * not lead back.
 */
function leadingOn({ nodes, edges }: Experiment['model']): Edge[] {
  const drawn = edges.filter(({ from, to }) => from !== to && from in nodes && to in nodes);
  const kept = drawn.filter(({ delay }) => delay === undefined);
  for (const edge of drawn) {
    if (edge.delay === undefined) continue;
    const reached = new Set([edge.to]);
    // Nodes that are reached are appended while the loop runs.
    for (const id of reached) for (const one of kept) if (one.from === id) reached.add(one.to);
    if (!reached.has(edge.from)) kept.push(edge);
  }
  return kept;
}
