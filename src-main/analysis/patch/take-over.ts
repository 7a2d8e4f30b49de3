/** Makes one change of a difference in another experiment, which need not be the one that the difference was made of. */
import type { Operation } from 'rfc6902';
import { WorkbenchError } from '#spec/errors';
import { experimentSchema, type Experiment } from '#spec/experiment';
import { edgeId } from '#spec/model';
import { removeNodes } from '#spec/remove-nodes';
import { renameNode } from '#spec/rename-node';
import { applySpecPatch } from './apply-patch';
import type { Change } from './describe-changes';

const edges = '/model/edges/';

/**
 * The experiment with the change in it. Throws `validation` with a sentence where the change does not fit: its edge is
 * between nodes that are not there, or it changes a setting of a node that is not.
 */
export function takeOver(target: Experiment, change: Change): Experiment {
  const { about, kind } = change;
  if (about.kind === 'node' && about.was !== undefined)
    return takeOverRename(target, change, about.was, about.id);
  if (about.kind === 'node' && kind === 'removed')
    return { ...target, model: removeNodes(target.model, new Set([about.id])) };
  if (about.kind === 'edge') assertEnds(target, change);
  const operations = change.operations.map((operation) =>
    about.kind === 'edge' ? atEdge(target, operation, about.id) : operation,
  );
  const patched = applySpecPatch(target, operations, 'The change');
  const parsed = experimentSchema.safeParse(patched);
  if (parsed.success) return parsed.data;
  throw notFitting(change, 'what comes out is no experiment');
}

function takeOverRename(target: Experiment, change: Change, old: string, name: string): Experiment {
  const { nodes } = target.model;
  if (!(old in nodes)) throw notFitting(change, `there is no node '${old}'`);
  if (name in nodes) throw notFitting(change, `there is a node '${name}' already`);
  return renameNode(target, old, name);
}

/** The operation at the place that the edge has in the target: a new one comes last. */
function atEdge(target: Experiment, operation: Operation, id: string): Operation {
  const index = target.model.edges.findIndex((edge) => edgeId(edge) === id);
  const rest = operation.path.slice(edges.length).replace(/^\d+/, '');
  const place = index < 0 ? '-' : String(index);
  const moved = { ...operation, path: `${edges}${place}${rest}` };
  return 'from' in moved ? { ...moved, from: `${edges}${place}` } : moved;
}

function assertEnds({ model }: Experiment, change: Change): void {
  const { about, kind } = change;
  const isThere = model.edges.some((edge) => edgeId(edge) === about.id);
  if (kind === 'added') {
    const missing = about.id.split('->').find((id) => !(id in model.nodes));
    if (missing !== undefined)
      throw notFitting(change, `there is no node '${missing}'. Take that over first`);
    if (isThere) throw notFitting(change, 'the edge is there already');
  } else if (!isThere) throw notFitting(change, 'the edge is not there');
}

function notFitting({ text }: Change, reason: string): WorkbenchError {
  return new WorkbenchError('validation', `'${text}' does not fit here: ${reason}.`);
}
