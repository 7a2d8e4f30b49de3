import type { Point } from '#diagram/layout/geometry';
import type { Experiment } from '#spec/experiment';
import type { EdgeId } from '#spec/model';
import { nodeCatalogue } from '#spec/node-catalogue';
import { arityOf, isCore, type NodeKind } from '#spec/nodes';
import { inferShapes } from '#spec/shapes';
import { isSequential, type Fields } from '#spec/task';
import { connect, validateConnection } from './edge-edits';
import { addNode, updateNode, withTaskField } from './edits';
import { asLastLayer } from './last-layer';
import { replaceNode, validateReplacement } from './replace-node';
import { splitEdge, validateSplit } from './split-edge';

/** Where in the graph a new node goes. */
export type NodePlace =
  | { kind: 'free' }
  | { kind: 'after' | 'before' | 'replace'; node: string }
  | { kind: 'edge'; edge: EdgeId };

interface Added {
  experiment: Experiment;
  /** The id of the new node. */
  id: string;
}

/**
 * Adds a node of a kind at a place of the graph, connected as the place says; null where the kind cannot stand there.
 * A new input has the first layout that fits what it is connected to. `fields`: those of the task, null if unknown.
 *
 *     const added = addNodeAt(experiment, 'dense', { kind: 'after', node: 'hidden1' }, position, fields);
 */
export function addNodeAt(
  experiment: Experiment,
  kind: NodeKind,
  place: NodePlace,
  position: Point,
  fields: Fields | null,
): Added | null {
  const put = putNode(experiment, kind, place, position, fields);
  // A loss that is added after a layer makes that layer the last one.
  const last = put && place.kind === 'after' ? place.node : put?.id;
  const added = put && { ...put, experiment: asLastLayer(put.experiment, last ?? put.id) };
  if (!added || kind !== 'input') return added;
  const layouts = (['vector', 'grid', 'index'] as const).map((layout) =>
    updateNode(added.experiment, added.id, { layout }),
  );
  const counts = layouts.map((candidate) => countShapeErrors(candidate, fields));
  const best = layouts[counts.indexOf(Math.min(...counts))];
  return { ...added, experiment: best ?? added.experiment };
}

/**
 * The kinds of nodes that fit a place, best first: those that mend a shape, those that fit, then those that wait for
 * more messages. A kind that the place does not allow, or whose shapes do not fit there, is left out.
 */
export function listFittingKinds(
  experiment: Experiment,
  place: NodePlace,
  fields: Fields | null,
): NodeKind[] {
  const kinds = Object.keys(nodeCatalogue) as NodeKind[];
  if (place.kind === 'free') return kinds;
  const before = countShapeErrors(experiment, fields);
  const replaced = place.kind === 'replace' ? experiment.model.nodes[place.node]?.kind : undefined;
  const ranked = kinds.flatMap((kind) => {
    const added = kind === replaced ? null : addNodeAt(experiment, kind, place, origin, fields);
    if (!added) return [];
    const errors = countShapeErrors(added.experiment, fields) - before;
    const waits = place.kind !== 'replace' && place.kind !== 'before' && arityOf({ kind }).min > 1;
    return errors > 0 ? [] : [{ kind, rank: errors < 0 ? 0 : waits ? 2 : 1 }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ kind }) => kind);
}

const origin: Point = { x: 0, y: 0 };

function putNode(
  experiment: Experiment,
  kind: NodeKind,
  place: NodePlace,
  position: Point,
  fields: Fields | null,
): Added | null {
  if (place.kind === 'replace')
    return validateReplacement(experiment, place.node, kind) === null
      ? replaceNode(experiment, place.node, kind, fields)
      : null;
  const { experiment: plain, id } = addNode(experiment, kind, position);
  const added = withTaskField(plain, id, fields);
  if (place.kind === 'free') return { experiment: added, id };
  if (isCore(nodeCatalogue[kind].create()) && !isSequential(experiment.task)) return null;
  if (place.kind === 'edge')
    return validateSplit(added, place.edge, id) === null
      ? { experiment: splitEdge(added, place.edge, id), id }
      : null;
  const [from, to] = place.kind === 'after' ? [place.node, id] : [id, place.node];
  return validateConnection(added, from, to) === null
    ? { experiment: connect(added, from, to), id }
    : null;
}

function countShapeErrors({ model }: Experiment, fields: Fields | null): number {
  return inferShapes(model, fields).problems.length;
}
