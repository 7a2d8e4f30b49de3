/** The passes that rewrite a traced graph, in their order. Each takes a list of nodes and returns a new one. */
import { castProducts } from './cast-products';
import { eliminateCommonSubexpressions } from './common-subexpressions';
import { delayGathers } from './delay-gathers';
import { fuseElementwise } from './fuse-elementwise';
import { fuseGradients } from './fuse-gradients';
import { gatherOneHotProducts } from './gather-one-hot-products';
import { lowerBatchMatMuls } from './lower-batch-matmuls';
import { mergeStackedSums } from './merge-stacked-sums';
import { mergeWeightGradients } from './merge-weight-gradients';
import { padMatMulOperands } from './pad-operands';
import type { PassContext } from './pass-context';
import { removeIdentities } from './remove-identities';
import { splitColumns } from './split-columns';
import { splitMatMuls } from './split-matmuls';
import { sumRows } from './sum-rows';
import type { ColumnPieces } from '../column-pieces';
import { prune, sortTopologically, type GraphNode } from '../graph';

/**
 * An equivalent graph with fewer ops, as far as TensorFlow does not find them itself. The nodes in `roots` keep their
 * names; results are the same up to rounding, since sums may have another order.
 */
export function simplifyGraph(
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
  nodes = gatherOneHotProducts(nodes, context);
  nodes = mergeWeightGradients(nodes, context);
  nodes = mergeStackedSums(nodes, context);
  // Gradients share the stacks that were made for them.
  nodes = eliminateCommonSubexpressions(sortTopologically(nodes), roots);
  return prune(nodes, roots);
}

/**
 * An equivalent graph whose matrix products suit the device that runs it. The nodes in `roots` keep their names.
 * `pieces`: the variables that are stored in pieces.
 */
export function arrangeProducts(
  simplified: readonly GraphNode[],
  roots: readonly string[],
  context: PassContext,
  pieces: ColumnPieces = new Map(),
): GraphNode[] {
  const areRounded = context.precision === 'bfloat16';
  let nodes = sumRows(simplified, context);
  nodes = prune(splitColumns(nodes, pieces, context), roots);
  // Products of bfloat16 bring their operands into a layout of their own: padding was measured not to gain anything.
  if (context.onCpu && !areRounded) nodes = padMatMulOperands(nodes, context);
  if (context.onCpu) nodes = splitMatMuls(nodes, context);
  if (context.onCpu) nodes = delayGathers(nodes, context);
  if (context.fusesElementwise) nodes = fuseElementwise(prune(nodes, roots), roots, context);
  if (areRounded) nodes = castProducts(nodes);
  return prune(nodes, roots);
}
