/**
 * Matrix products on a CPU, their right factors laid out as it reads them fastest. Rows a multiple of 4 KB apart
 * fall into the same few lines of its cache: some columns more lay them apart. A factor that many products take
 * transposed is transposed once. Measured on one thread (milliseconds; a factor of 256 × 1024, in brackets 1024 ×
 * 4096): 16 rows times it 0.13 → 0.09 (1.7 → 1.5); 16 rows times its transpose 0.26, with wider rows 0.12, once
 * transposed 0.08 (4.2, 5.2, 1.7).
 */
import { outputInName, isTrue, type AttributeValue, type GraphNode } from '../graph';
import type { PassContext } from './pass-context';

/** Columns of which rows come to lie a multiple of 4 KB apart. */
const ALIASED_COLUMNS = 1024;
/** Columns added. */
const PADDING = 16;
/** With more rows on the left a product is slow by itself, with fewer a copy of the factor costs more than it gains. */
const [FEWEST_ROWS, MOST_ROWS] = [16, 512];
/** Below so many rows it pays for products that share the copy. */
const MANY_ROWS = 32;
/** How many share it then; as many as take a factor transposed where it is worth transposing. */
const SHARED = 4;
/** Rows of the factor itself from which there are lines to fight for. */
const DEEP = 64;

interface Product {
  node: GraphNode;
  left: string;
  right: string;
  T: AttributeValue;
  rows: number;
  columns: number;
}

/** The same graph with such factors. */
export function padMatMulOperands(nodes: readonly GraphNode[], known: PassContext): GraphNode[] {
  const factors = new Factors(nodes, known);
  const result = nodes.flatMap((node): GraphNode[] => {
    const [left, right] = node.inputs;
    const { T, transpose_a, transpose_b } = node.attributes;
    const [rows = 0, columns = 0] = known.shapeOf(node.name) ?? [];
    if (node.op !== 'MatMul' || !T || left === undefined || right === undefined) return [node];
    const isShared = factors.takers(right, isTrue(transpose_b)) >= SHARED;
    if (rows < FEWEST_ROWS || rows >= MOST_ROWS || (rows < MANY_ROWS && !isShared)) return [node];
    const product = { node, left, right, T, rows, columns };
    // A sum over the batch gains less than it costs to cut the columns off its large result.
    if (isTrue(transpose_a)) return [node];
    return isTrue(transpose_b)
      ? transposed(product, isShared, factors, known)
      : widened(product, factors, known);
  });
  return [...result, ...factors.made()];
}

function widened(
  { node, left, right, T, rows, columns }: Product,
  factors: Factors,
  { constants, shapeOf }: PassContext,
): GraphNode[] {
  const [, depth = 0] = shapeOf(left) ?? [];
  if (columns % ALIASED_COLUMNS !== 0 || depth < DEEP) return [node];
  const inputs = [left, factors.wide(right, T)];
  return narrowed({ ...node, inputs }, [rows, columns], T, constants);
}

function transposed(
  { node, left, right, T, rows, columns }: Product,
  isShared: boolean,
  factors: Factors,
  { constants, shapeOf }: PassContext,
): GraphNode[] {
  const [, depth = 0] = shapeOf(right) ?? [];
  if (columns < DEEP || depth < DEEP) return [node];
  // Columns of zeros meet columns of zeros.
  const isAliased = depth % ALIASED_COLUMNS === 0;
  const [one, other] = isAliased ? [factors.wide(left, T), factors.wide(right, T)] : [left, right];
  if (!isShared) return [{ ...node, inputs: [one, other] }];
  const attributes = { ...node.attributes, transpose_b: { b: false } };
  const height = isAliased ? depth + PADDING : depth;
  const areColumnsAliased = columns % ALIASED_COLUMNS === 0;
  const turned = factors.turned(other, [height, columns], T, areColumnsAliased);
  const product = { ...node, attributes, inputs: [one, turned] };
  return areColumnsAliased ? narrowed(product, [rows, columns], T, constants) : [product];
}

/** A product that is too wide, and under its name what is wanted of it. */
function narrowed(
  product: GraphNode,
  size: [number, number],
  T: AttributeValue,
  constants: PassContext['constants'],
): GraphNode[] {
  const wide = { ...product, name: `${product.name}/wide` };
  const inputs = [wide.name, constants.int32([2], [0, 0]), constants.int32([2], size)];
  const attributes = { T, Index: constants.int32Type() };
  return [wide, { name: product.name, op: 'Slice', inputs, attributes }];
}

/** Factors in other forms, each made once. */
class Factors {
  readonly #known: PassContext;
  readonly #byName: ReadonlyMap<string, GraphNode>;
  readonly #takers = new Map<string, number>();
  readonly #made = new Map<string, GraphNode>();

  constructor(nodes: readonly GraphNode[], known: PassContext) {
    this.#known = known;
    this.#byName = new Map(nodes.map((node) => [node.name, node]));
    for (const { op, inputs, attributes } of nodes) {
      if (op !== 'MatMul' || inputs[1] === undefined) continue;
      const way = key(inputs[1], isTrue(attributes.transpose_b));
      this.#takers.set(way, (this.#takers.get(way) ?? 0) + 1);
    }
  }

  /** Products that have `factor` on their right, as it is or transposed. */
  takers(factor: string, isTransposed: boolean): number {
    return this.#takers.get(key(factor, isTransposed)) ?? 0;
  }

  made(): Iterable<GraphNode> {
    return this.#made.values();
  }

  /** With columns of zeros behind its own. */
  wide(output: string, T: AttributeValue): string {
    return this.#once(`${outputInName(output)}/wide`, (name) => {
      const { constants, shapeOf } = this.#known;
      const joined = this.#byName.get(output);
      const axis = joined?.inputs.at(-1) ?? '';
      const [rows = 0] = shapeOf(output) ?? [];
      const isJoined = joined?.op === 'ConcatV2' && constants.uniformValue(axis) === 1;
      if (!joined || !isJoined || rows === 0 || !('type' in T))
        return this.#padded(name, output, T);
      // What is joined column by column gets one part more: no copy.
      const zeros = constants.add([rows, PADDING], T.type, new Float32Array(rows * PADDING));
      const parts = [...joined.inputs.slice(0, -1), zeros];
      const attributes = { ...joined.attributes, N: { i: parts.length } };
      return { name, op: 'ConcatV2', inputs: [...parts, axis], attributes };
    });
  }

  /** Transposed, `shape` then, and wide where asked for. */
  turned(output: string, shape: readonly number[], T: AttributeValue, isWide: boolean): string {
    const { constants } = this.#known;
    const turned = this.#once(`${outputInName(output)}/transposed`, (name) => ({
      name,
      op: 'Transpose',
      inputs: [output, constants.int32([2], [1, 0])],
      attributes: { T, Tperm: constants.int32Type() },
    }));
    if (isWide) return this.#once(`${turned}/wide`, (name) => this.#padded(name, turned, T));
    // Something between the two, or TensorFlow would make it one product with the transpose again.
    return this.#once(`${turned}/kept`, (name) => ({
      name,
      op: 'PlaceholderWithDefault',
      inputs: [turned],
      attributes: { dtype: T, shape: { shape } },
    }));
  }

  #padded(name: string, output: string, T: AttributeValue): GraphNode {
    const { constants } = this.#known;
    return {
      name,
      op: 'Pad',
      inputs: [output, constants.int32([2, 2], [0, 0, 0, PADDING])],
      attributes: { T, Tpaddings: constants.int32Type() },
    };
  }

  #once(name: string, make: (name: string) => GraphNode): string {
    if (!this.#made.has(name)) this.#made.set(name, make(name));
    return name;
  }
}

const key = (factor: string, isTransposed: boolean): string => `${factor} ${isTransposed}`;
