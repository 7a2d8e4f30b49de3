/** Rewrites a recorded graph where TensorFlow would not do so by itself. */
import { fuseGradients } from './fuse-gradients';
import { prune, replaceUses, type GraphNode } from '../graph';
import type { PassContext } from './pass-context';
import { optimizeMatMuls } from './optimize-matmuls';
import { splitMatMuls } from './split-matmuls';
import { eliminateCommonSubexpressions } from './common-subexpressions';

/**
 * The same graph with fewer and faster operations. `roots` keep their names; results stay the same up to
 * the rounding of sums in another order.
 */
export function optimizeGraph(
  nodes: readonly GraphNode[],
  roots: readonly string[],
  known: PassContext,
): GraphNode[] {
  const short = prune(eliminateCommonSubexpressions(removeIdentities(nodes, known), roots), roots);
  const fused = prune(fuseGradients(short, known), roots);
  const quick = optimizeMatMuls(fused, known);
  return prune(known.onCpu ? splitMatMuls(quick, known) : quick, roots);
}

/** Past casts to the same type, reshapes to the same shape and products with 1, of which tfjs's gradients are full. */
function removeIdentities(nodes: readonly GraphNode[], known: PassContext): GraphNode[] {
  return replaceUses(nodes, (node) => identityInput(node, known));
}

/** The input that is all a node gives; null where it makes something of it. */
function identityInput(
  { name, op, inputs, attributes }: GraphNode,
  { constants, shapeOf }: PassContext,
): string | null {
  const [first, second] = inputs;
  const isWhole = (input: string | undefined): input is string =>
    input !== undefined && shapeOf(input)?.join() === shapeOf(name)?.join();
  if (op === 'Cast' && JSON.stringify(attributes.SrcT) === JSON.stringify(attributes.DstT))
    return first ?? null;
  if (op === 'Reshape' && isWhole(first)) return first;
  if (op === 'Mul' && second !== undefined && first !== undefined) {
    if (constants.uniformValue(second) === 1 && isWhole(first)) return first;
    if (constants.uniformValue(first) === 1 && isWhole(second)) return second;
  }
  return null;
}
