import { topologicalOrder } from '#spec/graph';
import type { Experiment } from '#spec/experiment';
import { edgeId, type EdgeId, type Model } from '#spec/model';
import { framesOf, notesOf, type Box } from '../../editor/annotations';

/** What can have the focus on the canvas. */
export type CanvasItem =
  | { kind: 'node'; id: string }
  | { kind: 'frame'; id: string }
  | { kind: 'note'; id: string }
  | { kind: 'edge'; id: EdgeId };

/** The nodes of a model, each after those that send to it. */
export function orderNodes(model: Model): string[] {
  const { order, cyclic } = topologicalOrder(model);
  return [...order, ...cyclic];
}

/** The edges of a model in the order of the nodes that they leave, then of those that they reach. */
export function orderEdges(model: Model): EdgeId[] {
  const rank = new Map(orderNodes(model).map((id, index) => [id, index]));
  const rankOf = (id: string): number => rank.get(id) ?? 0;
  return [...model.edges]
    .sort((a, b) => rankOf(a.from) - rankOf(b.from) || rankOf(a.to) - rankOf(b.to))
    .map(edgeId);
}

/** What Tab goes through on the canvas: the nodes in the order of the graph, the edges, then the frames and the notes. */
export function listItems(experiment: Experiment): CanvasItem[] {
  const { model } = experiment;
  return [
    ...orderNodes(model).map((id): CanvasItem => ({ kind: 'node', id })),
    ...orderEdges(model).map((id): CanvasItem => ({ kind: 'edge', id })),
    ...inReadingOrder(framesOf(experiment)).map((id): CanvasItem => ({ kind: 'frame', id })),
    ...inReadingOrder(notesOf(experiment)).map((id): CanvasItem => ({ kind: 'note', id })),
  ];
}

/** From the left to the right, as the graph is read, and from the top down. */
function inReadingOrder(boxes: Readonly<Record<string, Box>>): string[] {
  return Object.entries(boxes)
    .sort(([, a], [, b]) => a.x - b.x || a.y - b.y)
    .map(([id]) => id);
}
