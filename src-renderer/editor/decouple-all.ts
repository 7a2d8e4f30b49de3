import type { Experiment } from '#spec/experiment';
import { edgeId, type EdgeId } from '#spec/model';
import { createDecoupling, setDecoupling, validateDecoupling } from './edge-edits';

/** The edges among `ids` that are coupled and can be decoupled. */
export function findDecouplableEdges(experiment: Experiment, ids: readonly EdgeId[]): EdgeId[] {
  return experiment.model.edges
    .filter((edge) => !edge.decoupled)
    .map(edgeId)
    .filter((id) => ids.includes(id) && validateDecoupling(experiment, id) === null);
}

/** The edges among `ids` that are decoupled. */
export function findDecoupledEdges(experiment: Experiment, ids: readonly EdgeId[]): EdgeId[] {
  return experiment.model.edges
    .filter((edge) => edge.decoupled)
    .map(edgeId)
    .filter((id) => ids.includes(id));
}

/**
 * Decouples, with the default settings, all edges among `ids` that can be decoupled. `shapes` are the
 * message shapes by node id, without the batch axis.
 */
export function decoupleAll(
  experiment: Experiment,
  ids: readonly EdgeId[],
  shapes: Record<string, number[]>,
): Experiment {
  return findDecouplableEdges(experiment, ids).reduce(
    (changed, id) => setDecoupling(changed, id, createDecoupling(changed, id, shapes)),
    experiment,
  );
}

/** Turns all decoupled edges among `ids` into ordinary edges again. */
export function coupleAll(experiment: Experiment, ids: readonly EdgeId[]): Experiment {
  return findDecoupledEdges(experiment, ids).reduce(
    (changed, id) => setDecoupling(changed, id, undefined),
    experiment,
  );
}
