import type { Experiment } from '#spec/experiment';
import { edgeId, type EdgeId } from '#spec/model';
import { decouplingProblem, newDecoupling, setDecoupling } from './edge-edits';

/** Those of the edges that are coupled and can be decoupled. */
export function decouplable(experiment: Experiment, ids: readonly EdgeId[]): EdgeId[] {
  return experiment.model.edges
    .filter((edge) => !edge.decoupled)
    .map(edgeId)
    .filter((id) => ids.includes(id) && decouplingProblem(experiment, id) === null);
}

/** Those of the edges that are decoupled. */
export function couplable(experiment: Experiment, ids: readonly EdgeId[]): EdgeId[] {
  return experiment.model.edges
    .filter((edge) => edge.decoupled)
    .map(edgeId)
    .filter((id) => ids.includes(id));
}

/** Decouples those that can be, as a freshly decoupled edge is. `shapes`: of the nodes' messages. */
export function decoupleAll(
  experiment: Experiment,
  ids: readonly EdgeId[],
  shapes: Record<string, number[]>,
): Experiment {
  return decouplable(experiment, ids).reduce(
    (changed, id) => setDecoupling(changed, id, newDecoupling(changed, id, shapes)),
    experiment,
  );
}

export function coupleAll(experiment: Experiment, ids: readonly EdgeId[]): Experiment {
  return couplable(experiment, ids).reduce(
    (changed, id) => setDecoupling(changed, id, undefined),
    experiment,
  );
}
