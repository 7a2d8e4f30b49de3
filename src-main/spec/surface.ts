import type { Experiment } from './experiment';
import type { NodeOf } from './nodes';
import { findField, taskFields, type Fields } from './task';

/** What a decision surface is drawn of. */
export interface SurfaceNodes {
  /** The field of two numbers that the model reads. */
  field: string;
  /** The loss whose classes are shown, and its target. */
  loss: string;
  target: string;
}

/** The input and the loss of a model that sorts points of a plane into classes; null for any other model. */
export function findSurfaceNodes(
  { model, task }: Pick<Experiment, 'model' | 'task'>,
  fields: Fields | null = taskFields(task),
): SurfaceNodes | null {
  const nodes = Object.entries(model.nodes);
  const inputs = nodes.flatMap(([, node]) => (node.kind === 'input' ? [node.field] : []));
  const losses = nodes.filter(
    (entry): entry is [string, NodeOf<'softmaxCrossEntropy'>] =>
      entry[1].kind === 'softmaxCrossEntropy',
  );
  const chosen = losses.find(([id]) => id === model.decidingLoss) ?? losses[0];
  const [field] = inputs;
  if (!fields || !chosen || field === undefined || inputs.some((other) => other !== field))
    return null;
  const read = findField(fields, field);
  if (read?.kind !== 'values' || read.shape.join() !== '2') return null;
  const [loss, { target }] = chosen;
  return { field, loss, target };
}
