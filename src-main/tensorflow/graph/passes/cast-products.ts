import { asNamePart, type AttributeValue, type GraphNode } from '../graph';

/** TensorFlow's numbers of the data types. */
const [FLOAT, BFLOAT16]: [AttributeValue, AttributeValue] = [{ type: 1 }, { type: 14 }];

/** The inputs that a product multiplies; convolutions take a shape as well. */
const FACTORS: Readonly<Record<string, readonly number[]>> = {
  MatMul: [0, 1],
  BatchMatMulV2: [0, 1],
  Conv2D: [0, 1],
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
};

/**
 * Computes matrix products and convolutions in bfloat16: their factors are rounded to it, and their results are float32
 * again, so that all other ops, and the sums of split products, stay as they are. A factor is cast once, however many
 * products take it; one that is itself the result of a product is not cast at all. This is the last pass: the others
 * take products for float32.
 */
export function castProducts(nodes: readonly GraphNode[]): GraphNode[] {
  const isProduct = ({ op, attributes: { T } }: GraphNode): boolean =>
    FACTORS[op] !== undefined && T !== undefined && 'type' in T && T.type === 1;
  const products = new Set(nodes.filter(isProduct).map(({ name }) => name));
  const casts = new Map<string, GraphNode>();
  const rounded = (output: string): string => {
    const name = `${asNamePart(output)}/bfloat16`;
    if (!products.has(output)) casts.set(name, castNode(name, output, FLOAT, BFLOAT16));
    return name;
  };
  const result = nodes.flatMap((node): GraphNode[] => {
    if (!products.has(node.name)) return [node];
    const factors = FACTORS[node.op] ?? [];
    const name = rounded(node.name);
    const inputs = node.inputs.map((input, index) =>
      factors.includes(index) ? rounded(input) : input,
    );
    return [
      { ...node, name, inputs, attributes: { ...node.attributes, T: BFLOAT16 } },
      castNode(node.name, name, BFLOAT16, FLOAT),
    ];
  });
  return [...result, ...casts.values()];
}

function castNode(
  name: string,
  output: string,
  SrcT: AttributeValue,
  DstT: AttributeValue,
): GraphNode {
  return { name, op: 'Cast', inputs: [output], attributes: { SrcT, DstT, Truncate: { b: false } } };
}
