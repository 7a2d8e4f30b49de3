import type { PassContext } from './pass-context';
import type { GraphNode } from '../graph';

/** Replaces BatchMatMulV2, which tfjs uses for every matrix product, by MatMul where there is no batch axis. */
export function lowerBatchMatMuls(
  nodes: readonly GraphNode[],
  { shapeOf }: PassContext,
): GraphNode[] {
  return nodes.map((node) => {
    const { adj_x, adj_y, T } = node.attributes;
    if (node.op !== 'BatchMatMulV2' || shapeOf(node.name)?.length !== 2) return node;
    if (!adj_x || !adj_y || !T) return node;
    return { ...node, op: 'MatMul', attributes: { transpose_a: adj_x, transpose_b: adj_y, T } };
  });
}
