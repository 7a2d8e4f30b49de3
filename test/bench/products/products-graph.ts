/**
 * The matrix products and convolutions of a step alone: a graph of nothing else, to measure what part of a step they
 * are. A product waits for the products that its operands depend on in the step, so that the time of this graph is
 * that of a step whose other operations take none. Operands are stored once, with the values they have in a step.
 */
import {
  nodeNameOf,
  prune,
  sortTopologically,
  type AttributeValue,
  type GraphNode,
} from '#tensorflow/graph/graph';
import {
  barrierNode,
  readNodeName,
  resourceNodes,
  type Resource,
} from '#tensorflow/graph/resource';

const PRODUCT = /^(MatMul|BatchMatMul(V2|V3)?|Conv2D(Backprop(Input|Filter))?)$/;

/** The products of a step, and what their graph needs. */
export interface ProductNodes {
  products: readonly GraphNode[];
  /** By product: the products that must be there before it. */
  dependencies: ReadonlyMap<string, readonly string[]>;
  /** The outputs of the step that the products take, except constants. */
  operands: readonly string[];
  /** The constants that they take. */
  constants: readonly GraphNode[];
}

/** The products among the nodes that the outputs `fetched` depend on. */
export function findProducts(
  graph: readonly GraphNode[],
  fetched: readonly string[],
): ProductNodes {
  const nodes = prune(graph, fetched.map(nodeNameOf));
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const products = nodes.filter(({ op }) => PRODUCT.test(op));
  const names = [...new Set(products.flatMap(({ inputs }) => inputs))];
  const isConstant = (output: string): boolean => byName.get(nodeNameOf(output))?.op === 'Const';
  return {
    products,
    dependencies: findDependencies(nodes, new Set(products.map(({ name }) => name))),
    operands: names.filter((output) => !isConstant(output)),
    constants: names.filter(isConstant).map((output) => byName.get(output) as GraphNode),
  };
}

/** By product, the products among its ancestors that are reached first. */
function findDependencies(
  nodes: readonly GraphNode[],
  products: ReadonlySet<string>,
): Map<string, string[]> {
  const inputsOf = ({ inputs, controlInputs = [] }: GraphNode): string[] => [
    ...inputs.map(nodeNameOf),
    ...controlInputs,
  ];
  const dependencies = new Map<string, string[]>();
  /** The products that are reached first from a node, itself included. */
  const reached = new Map<string, readonly string[]>();
  for (const node of sortTopologically(
    nodes.map((node) => ({ ...node, inputs: inputsOf(node) })),
  )) {
    const before = [...new Set(node.inputs.flatMap((input) => reached.get(input) ?? []))];
    if (products.has(node.name)) dependencies.set(node.name, before);
    reached.set(node.name, products.has(node.name) ? [node.name] : before);
  }
  return dependencies;
}

/** The graph of the products. Its operands are read from `resources`, in the order of `operands`. */
export function productsGraph(
  { products, dependencies, operands, constants }: ProductNodes,
  resources: readonly Resource[],
  shapeOf: (product: string) => readonly number[],
  done: string,
  int32: number,
): GraphNode[] {
  const reads = new Map(
    operands.map((output, index) => [output, readNodeName(resources[index]?.handle ?? '')]),
  );
  const sinks = new Map<string, GraphNode>();
  const computed = products.flatMap((product): GraphNode[] => {
    const { T = { type: 1 } } = product.attributes;
    const sink = sinkFor(sinks, T, shapeOf(product.name));
    return [
      {
        ...product,
        inputs: product.inputs.map((output) => reads.get(output) ?? output),
        controlInputs: dependencies.get(product.name) ?? [],
      },
      // Without a use TensorFlow would leave the product out. A variable takes its memory over without copying it.
      {
        name: `${product.name}/kept`,
        op: 'AssignVariableOp',
        inputs: [sink, product.name],
        attributes: { dtype: T },
      },
    ];
  });
  const kept = products.map(({ name }) => `${name}/kept`);
  return [
    ...resources.flatMap(resourceNodes),
    ...constants,
    ...sinks.values(),
    ...computed,
    barrierNode(done, int32, kept),
  ];
}

/** A variable for results of this shape: one for all, so that memory is used again at once, as in a step. */
function sinkFor(
  sinks: Map<string, GraphNode>,
  dtype: AttributeValue,
  shape: readonly number[],
): string {
  const name = `sink/${shape.join('x')}`;
  const attributes = { dtype, shape: { shape }, shared_name: { s: name } };
  sinks.set(name, { name, op: 'VarHandleOp', inputs: [], attributes });
  return name;
}
