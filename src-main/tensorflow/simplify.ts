/** Rewrites a recorded graph where TensorFlow would not do so by itself. */
import { withFusedGradients } from './fuse-gradients';
import { pruned, type GraphNode } from './graph';
import type { Known } from './known';
import { withFasterProducts } from './products';
import { withSplitProducts } from './split-products';

/**
 * The same graph with fewer and faster operations. `roots` keep their names; results stay the same up to
 * the rounding of sums in another order.
 */
export function simplified(
  nodes: readonly GraphNode[],
  roots: readonly string[],
  known: Known,
): GraphNode[] {
  const short = pruned(withoutDetours(nodes, known), roots);
  const fused = pruned(withFusedGradients(short, known), roots);
  const quick = withFasterProducts(fused, known);
  return pruned(known.onCpu ? withSplitProducts(quick, known) : quick, roots);
}

/** Past casts to the same type and reshapes to the same shape, of which tfjs's gradients are full. */
function withoutDetours(nodes: readonly GraphNode[], { shapeOf }: Known): GraphNode[] {
  const sources = new Map<string, string>();
  const sourceOf = (output: string): string => sources.get(output) ?? output;
  // In the order of the recording, in which a node stands behind its inputs.
  return nodes.map((node) => {
    const inputs = node.inputs.map(sourceOf);
    const [first] = inputs;
    if (first !== undefined && passesOn(node, shapeOf)) sources.set(node.name, first);
    return { ...node, inputs };
  });
}

function passesOn({ name, op, inputs, attributes }: GraphNode, shapeOf: Known['shapeOf']): boolean {
  const [input = ''] = inputs;
  if (op === 'Cast') return JSON.stringify(attributes.SrcT) === JSON.stringify(attributes.DstT);
  return op === 'Reshape' && shapeOf(input)?.join() === shapeOf(name)?.join();
}
