import type { Experiment } from '#spec/experiment';
import { inferGradients } from '#spec/gradients';
import type { Module } from '#spec/graph';
import type { Edge, Model } from '#spec/model';
import { hasParameters } from '#spec/counts';
import { methodInfo } from '#chart/methods';

/** How a module updates under the method of the model, in a sentence. */
export function describeModule({ model, training }: Experiment, { nodes }: Module): string {
  const { method } = training;
  const gradients = inferGradients(model, method);
  if (!nodes.some((id) => gradients.nodes.get(id)))
    return `No gradient reaches ${nodes.length > 1 ? 'them' : 'it'} with the method ${methodInfo[method].label}, so that nothing updates.`;
  const learns = nodes.some((id) => {
    const node = model.nodes[id];
    return node !== undefined && hasParameters(node);
  });
  if (!learns) return 'There is nothing to learn in it.';
  if (method === 'backprop') return 'With backprop it updates together with all other modules.';
  return nodes.length > 1 ? 'These nodes update together.' : 'It updates by itself.';
}

/** What comes back over an edge, coupled or decoupled, in a sentence that names the method where it depends on it. */
export function describeCut(
  model: Model,
  edge: Edge,
  { isDecoupled, isRecurrent }: { isDecoupled: boolean; isRecurrent: boolean },
): string {
  // With backprop a gradient comes back over every edge that leads to a loss.
  if (inferGradients(model, 'backprop').ofEdge(edge) === null)
    return 'No gradient comes back with any method: no loss depends on the message.';
  if (isRecurrent)
    return isDecoupled
      ? 'Within an unroll the gradient comes back. That of the ticks beyond its end is predicted with DNI, and cut off with the other methods.'
      : 'The gradient comes back within an unroll, and is cut off at its end.';
  return isDecoupled
    ? 'The message goes on. With DNI the gradient that comes back is predicted from it; with backprop it is the true one, with none there is none.'
    : 'The gradient comes back from above: everything below waits for it.';
}
