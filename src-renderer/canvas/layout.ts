import dagre from '@dagrejs/dagre';
import type { Experiment } from '#spec/experiment';
import type { Point } from './edits';

/** Pixels of a node card at zoom 1; the card's own style keeps to them. */
export const cardSize = { width: 132, height: 68 };
const gap = { between: 36, along: 72 };

/**
 * A place for every node: the saved one, and for the others the layered layout, left to right. Where
 * only some are saved, the others are moved as a whole beside them.
 */
export function layoutOf(experiment: Experiment): Record<string, Point> {
  const saved = experiment.canvas?.positions ?? {};
  const ids = Object.keys(experiment.model.nodes);
  const missing = ids.filter((id) => !(id in saved));
  if (missing.length === 0) return Object.fromEntries(ids.map((id) => [id, saved[id] as Point]));
  const placed = arranged(experiment);
  const known = ids.find((id) => id in saved);
  const anchor = known === undefined ? null : { saved: saved[known], placed: placed[known] };
  const shift = {
    x: (anchor?.saved?.x ?? 0) - (anchor?.placed?.x ?? 0),
    y: (anchor?.saved?.y ?? 0) - (anchor?.placed?.y ?? 0),
  };
  return Object.fromEntries(
    ids.map((id) => {
      const at = placed[id] ?? { x: 0, y: 0 };
      return [id, saved[id] ?? { x: at.x + shift.x, y: at.y + shift.y }];
    }),
  );
}

/** Sugiyama's layered layout of the whole graph, left to right; top left corners of the cards. */
function arranged({ model }: Experiment): Record<string, Point> {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: gap.between, ranksep: gap.along });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of Object.keys(model.nodes)) graph.setNode(id, { ...cardSize });
  for (const { from, to } of model.edges)
    if (from in model.nodes && to in model.nodes) graph.setEdge(from, to);
  dagre.layout(graph);
  return Object.fromEntries(
    Object.keys(model.nodes).map((id) => {
      const { x, y } = graph.node(id) as Point;
      return [
        id,
        { x: Math.round(x - cardSize.width / 2), y: Math.round(y - cardSize.height / 2) },
      ];
    }),
  );
}
