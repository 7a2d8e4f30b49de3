import type { Experiment } from '#spec/experiment';
import { edgeId, synthesizerSchema, type Decoupling, type Edge } from '#spec/model';
import { taskFields } from '#spec/task';
import { inferShapes, messageShape } from '#spec/shapes';
import { changeKind } from './change-kind';
import { validateDecoupling, withEdges } from './edge-edits';

/**
 * Adapts the edges of the given nodes after their ends have changed: an edge that cannot be decoupled becomes an
 * ordinary one, and a convolutional synthesizer of what is no feature map an MLP. All other settings stay.
 */
export function fitDecoupling(experiment: Experiment, nodes: readonly string[]): Experiment {
  const { model, task } = experiment;
  const concerns = ({ from, to }: Edge): boolean => nodes.includes(from) || nodes.includes(to);
  if (!model.edges.some((edge) => concerns(edge) && edge.decoupled)) return experiment;
  const { shapes } = inferShapes(model, taskFields(task));
  const edges = model.edges.map((edge): Edge => {
    const { decoupled, ...plain } = edge;
    if (!decoupled || !concerns(edge)) return edge;
    if (validateDecoupling(experiment, edgeId(edge)) !== null) return plain;
    const shape = messageShape(model, shapes, edge);
    return { ...plain, decoupled: fitSynthesizer(decoupled, shape) };
  });
  return withEdges(experiment, edges);
}

function fitSynthesizer(decoupled: Decoupling, shape: readonly number[] | undefined): Decoupling {
  const { synthesizer } = decoupled;
  if (synthesizer.kind !== 'conv' || shape === undefined || shape.length === 3) return decoupled;
  // The channels of hidden layers say nothing about the units of an MLP.
  const hidden = { ...synthesizer, hidden: [] };
  return { ...decoupled, synthesizer: changeKind(synthesizerSchema, hidden, 'mlp') };
}
