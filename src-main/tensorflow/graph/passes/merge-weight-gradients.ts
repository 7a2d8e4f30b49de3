import type { PassContext } from './pass-context';
import { isTrue, type AttributeValue, type GraphNode } from '../graph';

/**
 * Merges the gradients of a weight that is used in several ticks of an unroll. Such a gradient is a sum of
 * products aᵢᵀ · bᵢ; it becomes a single product of all aᵢ stacked and all bᵢ stacked, where stacking costs
 * less than adding.
 */
export function mergeWeightGradients(
  nodes: readonly GraphNode[],
  context: PassContext,
): GraphNode[] {
  const nodesByName = new Map(nodes.map((node) => [node.name, node]));
  const useCounts = countUses(nodes);
  const replaced = new Set<string>();
  const added: GraphNode[] = [];
  // In reverse order, so that a whole sum comes before the partial sums in it.
  for (const node of [...nodes].reverse()) {
    if (replaced.has(node.name) || !isSum(node, context)) continue;
    const products: GraphNode[] = [];
    const otherTerms: string[] = [];
    const sums = [node.name];
    const pending = [...node.inputs];
    for (let output = pending.pop(); output !== undefined; output = pending.pop()) {
      const term = useCounts.get(output) === 1 ? nodesByName.get(output) : undefined;
      if (term && isSum(term, context)) {
        sums.push(term.name);
        pending.push(...term.inputs);
      } else if (term && isWorthMerging(term, context)) products.push(term);
      else otherTerms.push(output);
    }
    if (products.length < 2) continue;
    for (const name of sums) replaced.add(name);
    added.push(...mergeProducts(node.name, products, otherTerms, context));
  }
  return [...nodes.filter(({ name }) => !replaced.has(name)), ...added];
}

/** Whether a node is a sum without broadcasting. */
function isSum({ name, op, inputs }: GraphNode, { shapeOf }: PassContext): boolean {
  const shape = shapeOf(name)?.join();
  return /^Add(V2)?$/.test(op) && inputs.every((input) => shapeOf(input)?.join() === shape);
}

/** Whether a node is a product aᵀ · b, and stacking its factors moves fewer numbers than adding its result. */
function isWorthMerging(
  { name, op, inputs, attributes }: GraphNode,
  { shapeOf }: PassContext,
): boolean {
  const { transpose_a, transpose_b } = attributes;
  if (op !== 'MatMul' || !isTrue(transpose_a) || isTrue(transpose_b)) return false;
  const [rows = 0, columns = 0] = shapeOf(name) ?? [];
  const depth = shapeOf(inputs[0] ?? '')?.[0] ?? 0;
  return depth * (rows + columns) < 2 * rows * columns;
}

/** The nodes for the merged product plus the other terms. The last node has the name `sum`. */
function mergeProducts(
  sum: string,
  products: readonly GraphNode[],
  otherTerms: readonly string[],
  { constants }: PassContext,
): GraphNode[] {
  const attributes = products[0]?.attributes ?? {};
  const { T } = attributes as { T: AttributeValue };
  const stackFactors = (side: 0 | 1): GraphNode => ({
    name: `${sum}/stacked-${side}`,
    op: 'ConcatV2',
    inputs: [...products.map(({ inputs }) => inputs[side] as string), constants.int32([], [0])],
    attributes: { N: { i: products.length }, T, Tidx: constants.int32Type() },
  });
  const stacks = [stackFactors(0), stackFactors(1)];
  const name = otherTerms.length > 0 ? `${sum}/product` : sum;
  const product = { name, op: 'MatMul', inputs: stacks.map((node) => node.name), attributes };
  if (otherTerms.length === 0) return [...stacks, product];
  const terms = [product.name, ...otherTerms];
  return [
    ...stacks,
    product,
    { name: sum, op: 'AddN', inputs: terms, attributes: { N: { i: terms.length }, T } },
  ];
}

/** How many nodes use each output, as an input or as a control input. */
function countUses(nodes: readonly GraphNode[]): Map<string, number> {
  const useCounts = new Map<string, number>();
  for (const { inputs, controlInputs = [] } of nodes)
    for (const output of [...inputs, ...controlInputs])
      useCounts.set(output, (useCounts.get(output) ?? 0) + 1);
  return useCounts;
}
