import type { PassContext } from './pass-context';
import { replaceUses, type GraphNode } from '../graph';

/**
 * Removes casts to the same data type, reshapes to the same shape and products with 1. The gradients of tfjs
 * contain many of them.
 */
export function removeIdentities(nodes: readonly GraphNode[], context: PassContext): GraphNode[] {
  return replaceUses(nodes, (node) => identityInput(node, context));
}

/** The input that a node returns unchanged; null if the node computes something else. */
function identityInput(
  { name, op, inputs, attributes }: GraphNode,
  { constants, shapeOf }: PassContext,
): string | null {
  const [first, second] = inputs;
  // A product with 1 may broadcast the other factor to a larger shape.
  const hasSameShape = (input: string | undefined): input is string =>
    input !== undefined && shapeOf(input)?.join() === shapeOf(name)?.join();
  if (op === 'Cast' && JSON.stringify(attributes.SrcT) === JSON.stringify(attributes.DstT))
    return first ?? null;
  if (op === 'Reshape' && hasSameShape(first)) return first;
  if (op === 'Mul' && second !== undefined && first !== undefined) {
    if (constants.uniformValue(second) === 1 && hasSameShape(first)) return first;
    if (constants.uniformValue(first) === 1 && hasSameShape(second)) return second;
  }
  return null;
}
