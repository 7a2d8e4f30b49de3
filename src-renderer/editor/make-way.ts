import type { Experiment } from '#spec/experiment';
import type { Edge } from '#spec/model';
import { arityOf } from '#spec/nodes';
import { isStateLoop } from '#spec/shapes';
import { withEdges } from './edge-edits';

type Ends = Pick<Edge, 'from' | 'to'>;

/**
 * The edge whose place a new one takes: a node that takes one message gets the new one instead of the one that it has.
 * Null where the new edge needs no place, or is there already.
 */
export function findReplaced({ model }: Experiment, { from, to }: Ends): Edge | null {
  const target = model.nodes[to];
  if (!target || arityOf(target).max !== 1 || from === to) return null;
  const inputs = model.edges.filter((edge) => edge.to === to && !isStateLoop(model, edge));
  const [input] = inputs;
  return input && inputs.length === 1 && input.from !== from ? input : null;
}

/** The experiment without the edge whose place a new one takes. */
export function makeWay(experiment: Experiment, ends: Ends): Experiment {
  const replaced = findReplaced(experiment, ends);
  if (!replaced) return experiment;
  return withEdges(
    experiment,
    experiment.model.edges.filter((edge) => edge !== replaced),
  );
}

/** What is said once an edge has replaced another one. */
export function describeReplaced({ from, to }: Edge): string {
  return `'${to}' takes one message: the new edge has replaced that from '${from}'. Undo brings it back.`;
}
