import { nodeSize, type Point } from '#diagram/layout/geometry';
import type { Experiment } from '#spec/experiment';
import { edgeId, type Edge } from '#spec/model';
import { framesOf, notesOf } from '../../editor/annotations';
import type { CanvasItem } from './graph-order';

/** A version of the model with the place of every node, by node id. */
export interface PlacedExperiment {
  experiment: Experiment;
  positions: Readonly<Record<string, Point>>;
}

/** Whether an item is part of the model. */
export function hasItem({ kind, id }: CanvasItem, experiment: Experiment): boolean {
  if (kind === 'edge') return experiment.model.edges.some((edge) => edgeId(edge) === id);
  if (kind === 'node') return id in experiment.model.nodes;
  return id in (kind === 'frame' ? framesOf : notesOf)(experiment);
}

/**
 * The node that has the focus after an item of the model of before is removed: the one that the fewest edges lead to, at
 * an edge the one that it left, else the one that is nearest. Null where no node is left.
 */
export function findNextFocus(
  removed: CanvasItem,
  before: PlacedExperiment,
  after: Experiment,
): CanvasItem | null {
  const left = Object.keys(after.model.nodes);
  const id =
    findJoined(removed, before.experiment.model.edges, left) ?? findClosest(removed, before, left);
  return id === null ? null : { kind: 'node', id };
}

/** The node among `left` of which the middle is nearest to that of the item. */
function findClosest(
  removed: CanvasItem,
  before: PlacedExperiment,
  left: readonly string[],
): string | null {
  const from = centerOf(removed, before);
  const distances = left.map((id) => {
    const to = centerOf({ kind: 'node', id }, before);
    return from && to ? Math.hypot(to.x - from.x, to.y - from.y) : Infinity;
  });
  return left[distances.indexOf(Math.min(...distances))] ?? null;
}

/** The node among `left` that the fewest edges lead to from the item; of two, the one that sends to it. */
function findJoined(
  { kind, id }: CanvasItem,
  edges: readonly Edge[],
  left: readonly string[],
): string | null {
  const ends = edges.find((edge) => kind === 'edge' && edgeId(edge) === id);
  const visited = new Set(ends ? [ends.from, ends.to] : kind === 'node' ? [id] : []);
  const isLeft = new Set(left);
  // The loop also visits the nodes that are added while it runs.
  for (const node of visited) {
    if (isLeft.has(node)) return node;
    for (const { from, to } of edges) if (to === node) visited.add(from);
    for (const { from, to } of edges) if (from === node) visited.add(to);
  }
  return null;
}

function centerOf(
  item: CanvasItem,
  { experiment, positions }: PlacedExperiment,
): Point | undefined {
  if (item.kind === 'edge') return undefined;
  if (item.kind === 'node') return middleOf(positions[item.id], nodeSize);
  const box = (item.kind === 'frame' ? framesOf : notesOf)(experiment)[item.id];
  return box && middleOf(box, box);
}

function middleOf(
  corner: Point | undefined,
  { width, height }: { width: number; height: number },
): Point | undefined {
  return corner && { x: corner.x + width / 2, y: corner.y + height / 2 };
}
