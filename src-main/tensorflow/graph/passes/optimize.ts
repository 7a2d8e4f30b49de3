/** Rewrites a recorded graph where TensorFlow would not do so by itself. */
import { withFusedGradients } from './fuse-gradients';
import { pruned, rewired, type GraphNode } from '../graph';
import type { Known } from './pass-context';
import { withFasterProducts } from './optimize-matmuls';
import { withSplitProducts } from './split-matmuls';
import { withoutRepeats } from './common-subexpressions';

/**
 * The same graph with fewer and faster operations. `roots` keep their names; results stay the same up to
 * the rounding of sums in another order.
 */
export function simplified(
  nodes: readonly GraphNode[],
  roots: readonly string[],
  known: Known,
): GraphNode[] {
  const short = pruned(withoutRepeats(withoutDetours(nodes, known), roots), roots);
  const fused = pruned(withFusedGradients(short, known), roots);
  const quick = withFasterProducts(fused, known);
  return pruned(known.onCpu ? withSplitProducts(quick, known) : quick, roots);
}

/** Past casts to the same type, reshapes to the same shape and products with 1, of which tfjs's gradients are full. */
function withoutDetours(nodes: readonly GraphNode[], known: Known): GraphNode[] {
  return rewired(nodes, (node) => passedOn(node, known));
}

/** The input that is all a node gives; null where it makes something of it. */
function passedOn(
  { name, op, inputs, attributes }: GraphNode,
  { constants, shapeOf }: Known,
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
