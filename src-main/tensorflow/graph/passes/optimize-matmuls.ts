/** Matrix products as an unrolled network and its gradient ask for them, made faster. */
import type { GraphNode } from '../graph';
import { mergeWeightGradients } from './merge-weight-gradients';
import type { PassContext } from './pass-context';
import { padMatMulOperands } from './pad-operands';

export function optimizeMatMuls(nodes: readonly GraphNode[], known: PassContext): GraphNode[] {
  const plain = nodes.map((node) => asMatrixProduct(node, known));
  const joined = mergeWeightGradients(plain, known);
  return known.onCpu ? padMatMulOperands(joined, known) : joined;
}

/** tfjs asks for a batched product also of two matrices. */
function asMatrixProduct(node: GraphNode, { shapeOf }: PassContext): GraphNode {
  const { adj_x, adj_y, T } = node.attributes;
  if (node.op !== 'BatchMatMulV2' || shapeOf(node.name)?.length !== 2) return node;
  if (!adj_x || !adj_y || !T) return node;
  return { ...node, op: 'MatMul', attributes: { transpose_a: adj_x, transpose_b: adj_y, T } };
}
