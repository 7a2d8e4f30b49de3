import { perModel } from './keep-results';
import { findNearestLosses } from './graph';
import type { Edge, Model } from './model';
import { sizeFromShape } from './shapes';
import { findField, type Fields } from './task';

/**
 * The field that conditions the synthesizer of an edge (cDNI): the target of the loss that the message leads to;
 * of several losses the nearest by number of edges. Null where it leads to no loss. Between networks of
 * different periods this is the target of the network that receives the message.
 */
export function findLabelField(model: Model, edge: Pick<Edge, 'to'>): string | null {
  return findLabelFields(model).get(edge.to) ?? null;
}

/** The same for all edges at once, by the node that an edge leads to. */
export const findLabelFields = perModel(computeLabelFields);

function computeLabelFields(model: Model): Map<string, string> {
  return new Map([...findNearestLosses(model)].map(([id, { target }]) => [id, target]));
}

/** The number of values of that field, a label counted one-hot; 0 where there is none or it is unknown. */
export function labelSize(model: Model, edge: Pick<Edge, 'to'>, fields: Fields | null): number {
  return fieldSize(findLabelField(model, edge), fields);
}

/** The number of values of a field, a label counted one-hot; 0 where there is none or it is unknown. */
export function fieldSize(name: string | null, fields: Fields | null): number {
  const field = name === null ? undefined : findField(fields, name);
  if (!field) return 0;
  return field.kind === 'label' ? field.classes : sizeFromShape(field.shape);
}
