/** The passes that rewrite a traced graph, in their order. Each takes a list of nodes and returns a new one. */
import { eliminateCommonSubexpressions } from './common-subexpressions';
import { fuseGradients } from './fuse-gradients';
import { lowerBatchMatMuls } from './lower-batch-matmuls';
import { mergeWeightGradients } from './merge-weight-gradients';
import { padMatMulOperands } from './pad-operands';
import type { PassContext } from './pass-context';
import { removeIdentities } from './remove-identities';
import { splitMatMuls } from './split-matmuls';
import { prune, type GraphNode } from '../graph';

/**
 * An equivalent graph with fewer and faster ops, as far as TensorFlow does not find them itself. The nodes
 * in `roots` keep their names; results are the same up to rounding, since sums may have another order.
 */
export function optimizeGraph(
  traced: readonly GraphNode[],
  roots: readonly string[],
  context: PassContext,
): GraphNode[] {
  let nodes = removeIdentities(traced, context);
  nodes = eliminateCommonSubexpressions(nodes, roots);
  nodes = prune(nodes, roots);
  nodes = fuseGradients(nodes, context);
  nodes = prune(nodes, roots);
  nodes = lowerBatchMatMuls(nodes, context);
  nodes = mergeWeightGradients(nodes, context);
  if (context.onCpu) {
    nodes = padMatMulOperands(nodes, context);
    nodes = splitMatMuls(nodes, context);
  }
  return prune(nodes, roots);
}
