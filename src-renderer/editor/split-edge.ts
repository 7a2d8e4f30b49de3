import type { Experiment } from '#spec/experiment';
import { edgeId, type EdgeId } from '#spec/model';
import { isStateLoop } from '#spec/shapes';
import { connect, validateConnection, withEdges } from './edge-edits';
import { fitDecoupling } from './fit-decoupling';

/**
 * Putting a node on an edge: `from → to` becomes `from → node → to`. Delay and decoupling stay on the part that leads
 * to the target: the target reads its message as before, and the new node learns in the module of the source.
 */

/** Whether the node can be put on the edge: null, or why not, as a sentence to show to the user. */
export function validateSplit(experiment: Experiment, id: EdgeId, node: string): string | null {
  const { model } = experiment;
  const edge = model.edges.find((candidate) => edgeId(candidate) === id);
  if (!edge) return 'There is no such edge.';
  if (isStateLoop(model, edge))
    return `This edge carries the state of '${edge.from}': no node can be put on it.`;
  if (node === edge.from || node === edge.to) return `'${node}' is an end of this edge.`;
  const others = withEdges(
    experiment,
    model.edges.filter((candidate) => candidate !== edge),
  );
  return (
    validateConnection(others, edge.from, node) ??
    validateConnection(connect(others, edge.from, node), node, edge.to)
  );
}

/** Puts the node on the edge. The new edges take its place in the order, on which a concat depends. */
export function splitEdge(experiment: Experiment, id: EdgeId, node: string): Experiment {
  const edges = experiment.model.edges.flatMap((edge) =>
    edgeId(edge) === id
      ? [
          { from: edge.from, to: node },
          { ...edge, from: node },
        ]
      : [edge],
  );
  return fitDecoupling(withEdges(experiment, edges), [node]);
}

/** Whether the node has no edges, apart from the one that carries its own state. */
export function isUnconnected({ model }: Experiment, id: string): boolean {
  return model.edges.every(
    (edge) => (edge.from !== id && edge.to !== id) || isStateLoop(model, edge),
  );
}
