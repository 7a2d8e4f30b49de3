import type { Experiment } from '#spec/experiment';
import { outgoingEdges } from '#spec/graph';
import { nodeCatalogue } from '#spec/node-catalogue';
import { isLoss } from '#spec/nodes';

/**
 * The experiment with a layer that sends to losses alone as a last layer is: linear and without batch normalisation,
 * because a loss wants numbers of any size and sign. Only a layer that still has the defaults of its kind is changed.
 */
export function asLastLayer(experiment: Experiment, id: string): Experiment {
  const { model } = experiment;
  const node = model.nodes[id];
  if (node?.kind !== 'dense' && node?.kind !== 'conv2d') return experiment;
  const usual = nodeCatalogue[node.kind].create();
  if (node.activation !== usual.activation || node.batchNorm !== usual.batchNorm) return experiment;
  const receivers = outgoingEdges(model, id).map(({ to }) => model.nodes[to]);
  if (receivers.length === 0 || !receivers.every((receiver) => receiver && isLoss(receiver)))
    return experiment;
  const last = { ...node, activation: 'linear' as const, batchNorm: false };
  return { ...experiment, model: { ...model, nodes: { ...model.nodes, [id]: last } } };
}
