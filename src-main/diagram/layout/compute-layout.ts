import dagre from '@dagrejs/dagre';
import type { Experiment } from '../../spec/experiment';
import { outgoingEdges, incomingEdges } from '../../spec/graph';
import type { Edge } from '../../spec/model';
import { formatShape } from '../../spec/problems';
import { nodeSize, selfLoop, type Point } from './geometry';
import { wrapColumns, type Column } from './wrap-columns';

/**
 * Distances in pixels of the layered layout: between the nodes of a layer, between layers, and the
 * smallest label of an edge, which holds the button that decouples it. `character` is the width of one
 * character of the message's shape, which stands on the edge too.
 */
const spacing = { nodes: 28, layers: 16, edgeLabel: 44, character: 6.7 };

/** Size in pixels of the visible canvas. */
export interface Viewport {
  width: number;
  height: number;
}

/**
 * The position of every node: the top left corner in pixels, by node id. Saved positions are kept. If the
 * model has none, dagre lays it out in layers from left to right, broken into rows that fit the viewport.
 * In a model with some saved positions, the remaining nodes are placed beside their neighbours.
 *
 * `shapes` are the message shapes by node id, without the batch axis; their texts need space on the edges.
 */
export function computeLayout(
  experiment: Experiment,
  shapes: Readonly<Record<string, readonly number[]>>,
  viewport: Viewport,
): Record<string, Point> {
  const saved = experiment.canvas?.positions ?? {};
  const ids = Object.keys(experiment.model.nodes);
  const savedIds = ids.filter((id) => id in saved);
  if (savedIds.length === 0) return layOutInLayers(experiment, shapes, viewport);
  const positions = new Map(savedIds.map((id) => [id, saved[id] as Point]));
  for (const id of ids)
    if (!positions.has(id)) positions.set(id, placeBesideNeighbours(experiment, id, positions));
  return Object.fromEntries(positions);
}

/**
 * The first position at or below `wanted` at which a node overlaps none of the nodes at `taken`. `above`
 * is the height in pixels over the node that has to stay free as well, for a self-loop.
 */
export function findFreePosition(wanted: Point, taken: Iterable<Point>, above = 0): Point {
  const others = [...taken];
  const position = { x: Math.round(wanted.x), y: Math.round(wanted.y) };
  const findOverlap = (): Point | undefined =>
    others.find(
      ({ x, y }) =>
        Math.abs(x - position.x) < nodeSize.width &&
        y - position.y < nodeSize.height &&
        position.y - y < nodeSize.height + above,
    );
  for (let overlap = findOverlap(); overlap; overlap = findOverlap())
    position.y = Math.round(overlap.y) + nodeSize.height + above + spacing.nodes;
  return position;
}

/** A position between the node's first predecessor and successor, or beside the one that has a position. */
function placeBesideNeighbours(
  { model }: Experiment,
  id: string,
  positions: ReadonlyMap<string, Point>,
): Point {
  const [source] = incomingEdges(model, id).flatMap(({ from }) => positions.get(from) ?? []);
  const [target] = outgoingEdges(model, id).flatMap(({ to }) => positions.get(to) ?? []);
  const taken = [...positions.values()];
  const step = nodeSize.width + spacing.layers + spacing.edgeLabel;
  if (source && target)
    return findFreePosition({ x: (source.x + target.x) / 2, y: (source.y + target.y) / 2 }, taken);
  if (source) return findFreePosition({ x: source.x + step, y: source.y }, taken);
  if (target) return findFreePosition({ x: target.x - step, y: target.y }, taken);
  const lowest = Math.max(...taken.map(({ y }) => y));
  const leftmost = Math.min(...taken.map(({ x }) => x));
  return { x: leftmost, y: lowest + nodeSize.height + spacing.nodes };
}

/** What the layered layout depends on. */
interface LayeredGraph {
  /** By node: the height that stays free above it, and below it, so that the nodes of a chain stay level. */
  clearances: Record<string, number>;
  /** The edges that decide the order of the layers, with the widths of their labels. */
  forward: { from: string; to: string; width: number }[];
  edges: { from: string; to: string }[];
  viewport: Viewport;
}

/** The last layout: most edits of a model without saved positions change nothing that it depends on. */
let lastLayout: { key: string; positions: Record<string, Point> } | null = null;

function layOutInLayers(
  { model }: Experiment,
  shapes: Readonly<Record<string, readonly number[]>>,
  viewport: Viewport,
): Record<string, Point> {
  const looped = new Set(model.edges.flatMap(({ from, to }) => (from === to ? [from] : [])));
  const clearances = Object.keys(model.nodes).map((id) => [
    id,
    looped.has(id) ? selfLoop.clearance : 0,
  ]);
  const graph: LayeredGraph = {
    clearances: Object.fromEntries(clearances),
    forward: selectForwardEdges(model).map(({ from, to }) => {
      const textWidth = formatShape(shapes[from] ?? []).length * spacing.character;
      return { from, to, width: Math.max(spacing.edgeLabel, Math.ceil(textWidth)) };
    }),
    edges: model.edges.map(({ from, to }) => ({ from, to })),
    viewport,
  };
  const key = JSON.stringify(graph);
  if (lastLayout?.key !== key) lastLayout = { key, positions: computeLayers(graph) };
  return lastLayout.positions;
}

/** The layered layout (Sugiyama) with space for the labels of the edges, then broken into rows. */
function computeLayers({
  clearances,
  forward,
  edges,
  viewport,
}: LayeredGraph): Record<string, Point> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: spacing.nodes, edgesep: 8, ranksep: spacing.layers });
  for (const [id, clearance] of Object.entries(clearances))
    graph.setNode(id, { ...nodeSize, height: nodeSize.height + 2 * clearance });
  for (const { from, to, width } of forward)
    graph.setEdge(from, to, { width, height: spacing.edgeLabel });
  dagre.layout(graph);
  const columns = new Map<number, Column>();
  for (const [id, above] of Object.entries(clearances)) {
    const center = graph.node(id) as Point;
    const x = Math.round(center.x - nodeSize.width / 2);
    const column = columns.get(x) ?? { x, nodes: [] };
    const top = Math.round(center.y - nodeSize.height / 2);
    column.nodes.push({ id, top, above });
    columns.set(x, column);
  }
  const fromLeft = [...columns.values()].sort((a, b) => a.x - b.x);
  return wrapColumns(fromLeft, edges, nodeSize, viewport);
}

/**
 * The edges that decide the order of the layers: all without delay, and those with a delay that close no
 * cycle with the edges selected before.
 */
function selectForwardEdges({ nodes, edges }: Experiment['model']): Edge[] {
  const drawn = edges.filter(({ from, to }) => from !== to && from in nodes && to in nodes);
  const selected = drawn.filter(({ delay }) => delay === undefined);
  for (const edge of drawn) {
    if (edge.delay === undefined) continue;
    const reached = new Set([edge.to]);
    // The loop also visits the nodes that are added while it runs.
    for (const id of reached) for (const { from, to } of selected) if (from === id) reached.add(to);
    if (!reached.has(edge.from)) selected.push(edge);
  }
  return selected;
}
