/** The difference of two experiments as a JSON Patch (RFC 6902). */
import { createPatch, type Operation } from 'rfc6902';
import type { Experiment } from '#spec/experiment';
import { diffEdges, replaceLists } from './edge-list-patch';

const edges = '/model/edges';

/**
 * The operations that make `after` of `before`. Nodes are named by their ids; operations on edges come after tests of
 * their ends. The order of keys is no difference.
 */
export function createSpecPatch(before: Experiment, after: Experiment): Operation[] {
  return createPatch(before, after, (old, wanted, pointer) => {
    const isEdges = pointer.toString() === edges;
    const changes = isEdges ? diffEdges(before.model.edges, after.model.edges, edges) : null;
    return changes ?? replaceLists(old, wanted, pointer) ?? undefined;
  });
}
