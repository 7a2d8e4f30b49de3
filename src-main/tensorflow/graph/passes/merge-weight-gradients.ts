import { isTrue, type AttributeValue, type GraphNode } from '../graph';
import type { PassContext } from './pass-context';

/**
 * The gradient of a weight that is used in every tick is a sum of products aᵢᵀ · bᵢ. It becomes one product
 * of all a's and all b's, each stacked, where stacking them costs less than adding.
 */
export function mergeWeightGradients(nodes: readonly GraphNode[], known: PassContext): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const uses = countUses(nodes);
  const replaced = new Set<string>();
  const result: GraphNode[] = [];
  // From the end, so that the whole of a sum is met before its parts.
  for (const node of [...nodes].reverse()) {
    if (replaced.has(node.name) || !isSum(node, known)) continue;
    const products: GraphNode[] = [];
    const others: string[] = [];
    const passed = [node.name];
    const open = [...node.inputs];
    for (let output = open.pop(); output !== undefined; output = open.pop()) {
      const term = uses.get(output) === 1 ? byName.get(output) : undefined;
      if (term && isSum(term, known)) {
        passed.push(term.name);
        open.push(...term.inputs);
      } else if (term && isWorthJoining(term, known)) products.push(term);
      else others.push(output);
    }
    if (products.length < 2) continue;
    for (const name of passed) replaced.add(name);
    result.push(...joined(node.name, products, others, known));
  }
  return [...nodes.filter(({ name }) => !replaced.has(name)), ...result];
}

/** A sum without broadcasting. */
function isSum({ name, op, inputs }: GraphNode, { shapeOf }: PassContext): boolean {
  const shape = shapeOf(name)?.join();
  return /^Add(V2)?$/.test(op) && inputs.every((input) => shapeOf(input)?.join() === shape);
}

function isWorthJoining(
  { name, op, inputs, attributes }: GraphNode,
  { shapeOf }: PassContext,
): boolean {
  const { transpose_a, transpose_b } = attributes;
  if (op !== 'MatMul' || !isTrue(transpose_a) || isTrue(transpose_b)) return false;
  const [rows = 0, columns = 0] = shapeOf(name) ?? [];
  const depth = shapeOf(inputs[0] ?? '')?.[0] ?? 0;
  return depth * (rows + columns) < 2 * rows * columns;
}

/** One product for many, plus what else was in the sum; the last node bears the sum's name. */
function joined(
  sum: string,
  products: readonly GraphNode[],
  others: readonly string[],
  { constants }: PassContext,
): GraphNode[] {
  const attributes = products[0]?.attributes ?? {};
  const { T } = attributes as { T: AttributeValue };
  const stack = (side: 0 | 1): GraphNode => ({
    name: `${sum}/stacked-${side}`,
    op: 'ConcatV2',
    inputs: [...products.map(({ inputs }) => inputs[side] as string), constants.int32([], [0])],
    attributes: { N: { i: products.length }, T, Tidx: constants.int32Type() },
  });
  const stacks = [stack(0), stack(1)];
  const name = others.length > 0 ? `${sum}/product` : sum;
  const product = { name, op: 'MatMul', inputs: stacks.map((node) => node.name), attributes };
  if (others.length === 0) return [...stacks, product];
  const inputs = [product.name, ...others];
  return [
    ...stacks,
    product,
    { name: sum, op: 'AddN', inputs, attributes: { N: { i: inputs.length }, T } },
  ];
}

/** How many nodes take an output, or run after it. */
function countUses(nodes: readonly GraphNode[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { inputs, after = [] } of nodes)
    for (const output of [...inputs, ...after]) uses.set(output, (uses.get(output) ?? 0) + 1);
  return uses;
}
