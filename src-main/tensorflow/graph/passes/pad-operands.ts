/**
 * Lays out the operands of matrix products on a CPU in the form in which their rows are read fastest.
 *
 * If the rows of a right operand start a multiple of 4 KB apart, they map to the same few sets of the CPU
 * cache (cache associativity conflicts); padding with a few columns moves them apart. An operand that many
 * products take transposed is transposed once. Measured on one thread, in milliseconds, for an operand of
 * 256 × 1024 (in brackets 1024 × 4096): 16 rows times the operand 0.13, padded 0.09 (1.7, padded 1.5); 16
 * rows times its transpose 0.26, padded 0.12, transposed once 0.08 (4.2, 5.2, 1.7).
 */
import type { PassContext } from './pass-context';
import { asNamePart, isTrue, type AttributeValue, type GraphNode } from '../graph';

/** Rows whose number of columns (float32) is a multiple of this start a multiple of 4 KB apart. */
const CONFLICTING_COLUMNS = 1024;
/** Columns that padding adds. */
const PADDING = 16;
/** Fewest rows of the left operand: with fewer, copying the right operand costs more than it gains. */
const MIN_ROWS = 16;
/** At this many rows of the left operand or more, the product itself takes so long that the layout hardly matters. */
const MAX_ROWS = 512;
/** Below this many rows of the left operand the copy pays only if several products share it. */
const MIN_ROWS_UNSHARED = 32;
/** How many products have to share an operand for that, and for transposing it. */
const MIN_SHARED_USES = 4;
/** Matrix sizes from which cache associativity conflicts were measured. */
const MIN_DEPTH = 64;

interface MatMul {
  node: GraphNode;
  left: string;
  right: string;
  T: AttributeValue;
  /** The shape of the result. */
  rows: number;
  columns: number;
}

/** The same graph, with padded and transposed operands where they are faster. */
export function padMatMulOperands(nodes: readonly GraphNode[], context: PassContext): GraphNode[] {
  const operands = new OperandLayouts(nodes, context);
  const result = nodes.flatMap((node): GraphNode[] => {
    const [left, right] = node.inputs;
    const { T, transpose_a, transpose_b } = node.attributes;
    const [rows = 0, columns = 0] = context.shapeOf(node.name) ?? [];
    if (node.op !== 'MatMul' || !T || left === undefined || right === undefined) return [node];
    const isShared = operands.useCount(right, isTrue(transpose_b)) >= MIN_SHARED_USES;
    if (rows < MIN_ROWS || rows >= MAX_ROWS || (rows < MIN_ROWS_UNSHARED && !isShared))
      return [node];
    const matMul = { node, left, right, T, rows, columns };
    // The gradient of a weight: slicing the padding off its large result costs more than padding gains.
    if (isTrue(transpose_a)) return [node];
    return isTrue(transpose_b)
      ? layOutTransposed(matMul, isShared, operands, context)
      : layOut(matMul, operands, context);
  });
  return [...result, ...operands.addedNodes()];
}

/** The nodes for `left · right`. */
function layOut(
  { node, left, right, T, rows, columns }: MatMul,
  operands: OperandLayouts,
  { constants, shapeOf }: PassContext,
): GraphNode[] {
  const [, depth = 0] = shapeOf(left) ?? [];
  if (columns % CONFLICTING_COLUMNS !== 0 || depth < MIN_DEPTH) return [node];
  const inputs = [left, operands.pad(right, T)];
  return sliceColumns({ ...node, inputs }, [rows, columns], T, constants);
}

/** The nodes for `left · rightᵀ`. */
function layOutTransposed(
  { node, left, right, T, rows, columns }: MatMul,
  isShared: boolean,
  operands: OperandLayouts,
  { constants, shapeOf }: PassContext,
): GraphNode[] {
  const [, depth = 0] = shapeOf(right) ?? [];
  if (columns < MIN_DEPTH || depth < MIN_DEPTH) return [node];
  const isDepthPadded = depth % CONFLICTING_COLUMNS === 0;
  // Both operands get columns of zeros, whose products are zero.
  const [first, second] = isDepthPadded
    ? [operands.pad(left, T), operands.pad(right, T)]
    : [left, right];
  if (!isShared) return [{ ...node, inputs: [first, second] }];
  const attributes = { ...node.attributes, transpose_b: { b: false } };
  const paddedDepth = isDepthPadded ? depth + PADDING : depth;
  const areColumnsPadded = columns % CONFLICTING_COLUMNS === 0;
  const transposed = operands.transpose(second, [paddedDepth, columns], T, areColumnsPadded);
  const product = { ...node, attributes, inputs: [first, transposed] };
  return areColumnsPadded ? sliceColumns(product, [rows, columns], T, constants) : [product];
}

/** A product with padded columns, and a slice of the given size under the name of the product. */
function sliceColumns(
  product: GraphNode,
  size: [number, number],
  T: AttributeValue,
  constants: PassContext['constants'],
): GraphNode[] {
  const padded = { ...product, name: `${product.name}/wide` };
  const inputs = [padded.name, constants.int32([2], [0, 0]), constants.int32([2], size)];
  const attributes = { T, Index: constants.int32Type() };
  return [padded, { name: product.name, op: 'Slice', inputs, attributes }];
}

/** Operands in other layouts. Each layout of an operand is added to the graph once, whatever the number of uses. */
class OperandLayouts {
  readonly #context: PassContext;
  readonly #nodesByName: ReadonlyMap<string, GraphNode>;
  readonly #useCounts = new Map<string, number>();
  readonly #added = new Map<string, GraphNode>();

  constructor(nodes: readonly GraphNode[], context: PassContext) {
    this.#context = context;
    this.#nodesByName = new Map(nodes.map((node) => [node.name, node]));
    for (const { op, inputs, attributes } of nodes) {
      if (op !== 'MatMul' || inputs[1] === undefined) continue;
      const key = useKey(inputs[1], isTrue(attributes.transpose_b));
      this.#useCounts.set(key, (this.#useCounts.get(key) ?? 0) + 1);
    }
  }

  /** How many products have this right operand, as it is or transposed. */
  useCount(operand: string, isTransposed: boolean): number {
    return this.#useCounts.get(useKey(operand, isTransposed)) ?? 0;
  }

  addedNodes(): Iterable<GraphNode> {
    return this.#added.values();
  }

  /** The operand with columns of zeros after its own. */
  pad(output: string, T: AttributeValue): string {
    return this.#addOnce(`${asNamePart(output)}/wide`, (name) => {
      const { constants, shapeOf } = this.#context;
      const source = this.#nodesByName.get(output);
      const axis = source?.inputs.at(-1) ?? '';
      const [rows = 0] = shapeOf(output) ?? [];
      const joinsColumns =
        source?.op === 'ConcatV2' && [1, -1].includes(constants.uniformValue(axis) ?? 0);
      if (!source || !joinsColumns || rows === 0 || !('type' in T))
        return this.#padNode(name, output, T);
      // A concatenation of columns gets one more part, which saves a copy.
      const zeros = constants.add([rows, PADDING], T.type, new Float32Array(rows * PADDING));
      const parts = [...source.inputs.slice(0, -1), zeros];
      const attributes = { ...source.attributes, N: { i: parts.length } };
      return { name, op: 'ConcatV2', inputs: [...parts, axis], attributes };
    });
  }

  /** The operand transposed, which gives it this shape, and with padded columns if `isPadded`. */
  transpose(
    output: string,
    shape: readonly number[],
    T: AttributeValue,
    isPadded: boolean,
  ): string {
    const { constants } = this.#context;
    const transposed = this.#addOnce(`${asNamePart(output)}/transposed`, (name) => ({
      name,
      op: 'Transpose',
      inputs: [output, constants.int32([2], [1, 0])],
      attributes: { T, Tperm: constants.int32Type() },
    }));
    if (isPadded)
      return this.#addOnce(`${transposed}/wide`, (name) => this.#padNode(name, transposed, T));
    // A node between the two keeps TensorFlow from folding the transpose into the product again.
    return this.#addOnce(`${transposed}/kept`, (name) => ({
      name,
      op: 'PlaceholderWithDefault',
      inputs: [transposed],
      attributes: { dtype: T, shape: { shape } },
    }));
  }

  #padNode(name: string, output: string, T: AttributeValue): GraphNode {
    const { constants } = this.#context;
    return {
      name,
      op: 'Pad',
      inputs: [output, constants.int32([2, 2], [0, 0, 0, PADDING])],
      attributes: { T, Tpaddings: constants.int32Type() },
    };
  }

  #addOnce(name: string, createNode: (name: string) => GraphNode): string {
    if (!this.#added.has(name)) this.#added.set(name, createNode(name));
    return name;
  }
}

function useKey(operand: string, isTransposed: boolean): string {
  return `${operand} ${isTransposed}`;
}
