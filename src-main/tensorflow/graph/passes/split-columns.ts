import type { PassContext } from './pass-context';
import { PieceGraph } from './piece-graph';
import { findStacksInPieces, UPDATE, type StackInPieces } from './row-stacks';
import { pieceHandle, type ColumnPieces } from '../column-pieces';
import { isTrue, outputAt, sortTopologically, type GraphNode } from '../graph';

/** Ops that compute each element of their result from the elements at the same place, or those broadcast to it. */
const ELEMENTWISE =
  /^(Add|AddV2|AddN|Sub|Mul|Square|Neg|Abs|Exp|Erf|Sqrt|Rsqrt|Maximum|Minimum|Relu|Elu|LeakyRelu|Sigmoid|Tanh|Softplus)(Grad)?$/;

/**
 * Computes what follows from a matrix whose columns are stored in pieces piece by piece, each on a thread of its own:
 * the product, what is done with its columns one by one (bias, batch normalisation, activation) and, on the way back,
 * the gradients and the update. Pieces meet only where an op needs all columns: the next product. (Megatron-LM's
 * column-parallel layers, Shoeybi et al. 2019, on the threads of one processor.)
 */
export function splitColumns(
  nodes: readonly GraphNode[],
  pieces: ColumnPieces,
  context: PassContext,
): GraphNode[] {
  return pieces.size > 0 ? new ColumnSplitter(pieces, context).rewrite(nodes) : [...nodes];
}

class ColumnSplitter {
  readonly #stored: ColumnPieces;
  readonly #context: PassContext;
  readonly #graph: PieceGraph;
  /** The nodes that took the place of one, by its name: what used to wait for it waits for them. */
  readonly #replacements = new Map<string, readonly string[]>();
  /** The matrices by which several products are multiplied. */
  #shared: ReadonlySet<string> = new Set();
  /** By name, the stacks that gradients of matrices in pieces are computed from, and in how many pieces. */
  #stacks: ReadonlyMap<string, StackInPieces> = new Map();

  constructor(stored: ColumnPieces, context: PassContext) {
    this.#stored = stored;
    this.#context = context;
    this.#graph = new PieceGraph(context);
  }

  rewrite(nodes: readonly GraphNode[]): GraphNode[] {
    this.#shared = findSharedFactors(nodes);
    this.#stacks = findStacksInPieces(nodes, this.#stored, this.#context);
    for (const node of sortTopologically(nodes))
      if (!this.#split(node))
        this.#graph.add({
          ...node,
          inputs: node.inputs.map((output) => this.#graph.whole(output)),
        });
    return this.#graph.nodes().map((node) => ({
      ...node,
      controlInputs: this.#waitsFor(node, node.controlInputs),
      optionalControlInputs: this.#waitsFor(node, node.optionalControlInputs),
    }));
  }

  /** Adds the pieces of a node and returns true, or returns false if it needs all columns. */
  #split(node: GraphNode): boolean {
    const { op, inputs } = node;
    const [first = '', second = ''] = inputs;
    if (op === 'ReadVariableOp' || UPDATE.test(op)) return this.#splitAccess(node);
    const stack = this.#stacks.get(node.name);
    if (stack) return this.#splitStack(stack);
    if (op === 'MatMul') {
      // The columns of a product are those of its right factor.
      if (isTrue(node.attributes.transpose_b) || !this.#graph.isSplit(second)) return false;
      return this.#addPieces(
        node,
        this.#graph.count(second),
        [this.#graph.whole(first), second],
        [1],
      );
    }
    const split = inputs.find((input) => this.#graph.isSplit(input));
    if (split === undefined) return false;
    const count = this.#graph.count(split);
    if (op === 'FusedBatchNormV3' || op === 'FusedBatchNormGradV3')
      return this.#graph.isSplit(inputs[op === 'FusedBatchNormV3' ? 0 : 1] ?? '')
        ? this.#addPieces(node, count, inputs, this.#wide(inputs, node.name), 6)
        : false;
    if (op === 'Reshape') return this.#splitReshape(node, count);
    if (op === 'Sum') return this.#splitSum(node, count);
    if (op === 'BiasAddGrad' || (op === 'UnsortedSegmentSum' && this.#isMatrix(node.name)))
      return this.#graph.isSplit(first) && this.#addPieces(node, count, inputs, [0]);
    if (!ELEMENTWISE.test(op) || this.#columnsOf(split) !== this.#columnsOf(node.name))
      return false;
    return this.#addPieces(node, count, inputs, this.#wide(inputs, node.name));
  }

  /** Reads and writes of variables that are stored in pieces. */
  #splitAccess(node: GraphNode): boolean {
    const [handle = ''] = node.inputs;
    const count = this.#stored.get(handle);
    if (count === undefined) return false;
    const isHandle = node.inputs.map((input) => this.#stored.has(input));
    const gradients = node.inputs.flatMap((input, index) =>
      !isHandle[index] && this.#columnsOf(input) > 1 ? [index] : [],
    );
    const parts = gradients.map((index) => this.#inPieces(node.inputs[index] ?? '', count));
    const names = Array.from({ length: count }, (_, piece) => {
      const inputs = node.inputs.map((input, index) => {
        if (isHandle[index]) return pieceHandle(input, piece);
        const at = gradients.indexOf(index);
        return at < 0 ? this.#graph.whole(input) : (parts[at]?.[piece] as string);
      });
      return this.#graph.add({ ...node, name: pieceName(node.name, piece), inputs });
    });
    this.#replacements.set(node.name, names);
    if (node.op !== 'ReadVariableOp') return true;
    // The products of an unroll are small, and those of its shards run side by side as they are.
    if (this.#shared.has(node.name)) this.#graph.add(this.#graph.joined(node.name, names));
    else this.#graph.setPieces(node.name, names);
    return true;
  }

  #splitReshape(node: GraphNode, count: number): boolean {
    const [input = ''] = node.inputs;
    const shape = this.#context.shapeOf(node.name);
    if (!shape || !this.#graph.isSplit(input) || shape.at(-1) !== this.#columnsOf(input))
      return false;
    const size = [...shape.slice(0, -1), (shape.at(-1) ?? 0) / count];
    const { constants } = this.#context;
    const inputs = [input, constants.int32([size.length], size)];
    const attributes = { ...node.attributes, Tshape: constants.int32Type() };
    return this.#addPieces({ ...node, attributes }, count, inputs, [0]);
  }

  /** A sum over the rows of a matrix. */
  #splitSum(node: GraphNode, count: number): boolean {
    const [input = '', axis = ''] = node.inputs;
    const isOverRows = this.#context.constants.integersOf(axis)?.join() === '0';
    return isOverRows && this.#isMatrix(input) && this.#addPieces(node, count, node.inputs, [0]);
  }

  /**
   * The pieces of a stack, each stacked from the parts of the columns that it consists of. That saves two copies: what
   * joins these parts, and what would split the stack.
   */
  #splitStack({ stack, parts, count }: StackInPieces): true {
    const axis = stack.inputs.at(-1) ?? '';
    const wholes = parts.map((outputs, part) =>
      this.#graph.add({
        ...stack,
        name: `${stack.name}/part-${part}`,
        inputs: [...outputs.map((output) => this.#graph.whole(output)), axis],
      }),
    );
    const perPart = count / parts.length;
    const pieces =
      perPart > 1 ? wholes.flatMap((whole) => this.#graph.split(whole, perPart, -1)) : wholes;
    this.#graph.setPieces(stack.name, pieces);
    // For what needs all columns.
    this.#graph.add({ ...stack, inputs: stack.inputs.map((output) => this.#graph.whole(output)) });
    return true;
  }

  /** The indexes of the inputs that have the columns of an output: the others are broadcast over these. */
  #wide(inputs: readonly string[], output: string): number[] {
    const columns = this.#columnsOf(output);
    return inputs.flatMap((input, index) =>
      this.#graph.isSplit(input) || this.#columnsOf(input) === columns ? [index] : [],
    );
  }

  /** Adds a node for each piece; the inputs at the indexes `wide` are taken in pieces. */
  #addPieces(
    node: GraphNode,
    count: number,
    inputs: readonly string[],
    wide: readonly number[],
    outputs = 1,
  ): true {
    const parts = inputs.map((input, index) =>
      wide.includes(index)
        ? this.#inPieces(input, count)
        : (new Array(count).fill(this.#graph.whole(input)) as string[]),
    );
    const names = Array.from({ length: count }, (_, piece) =>
      this.#graph.add({
        ...node,
        name: pieceName(node.name, piece),
        inputs: parts.map((part) => part[piece] as string),
      }),
    );
    this.#replacements.set(node.name, names);
    for (let index = 0; index < outputs; index++)
      this.#graph.setPieces(
        outputAt(node.name, index),
        names.map((name) => outputAt(name, index)),
      );
    return true;
  }

  /** The pieces of an output, split where it is not computed in pieces. */
  #inPieces(output: string, count: number): readonly string[] {
    const known = this.#graph.pieces(output);
    if (known?.length === count) return known;
    const whole = this.#graph.whole(output);
    return (
      this.#splitTransposedProduct(output, count) ??
      this.#splitGradient(output, count) ??
      this.#graph.split(whole, count, -1)
    );
  }

  /** The pieces of a product `left · rightᵀ`: its columns are the rows of the right factor, which are split without a copy. */
  #splitTransposedProduct(output: string, count: number): string[] | null {
    const node = this.#graph.node(output);
    const [left, right] = node?.inputs ?? [];
    if (node?.op !== 'MatMul' || !left || !right || !isTrue(node.attributes.transpose_b))
      return null;
    const rows = this.#graph.split(right, count, 0);
    const names = rows.map((row, piece) =>
      this.#graph.add({ ...node, name: pieceName(output, piece), inputs: [left, row] }),
    );
    // Whoever took the whole product takes the joined pieces.
    this.#graph.add(this.#graph.joined(output, names, node.attributes.T));
    this.#graph.setPieces(output, names);
    return names;
  }

  /**
   * The pieces of the gradient of a weight, a product `leftᵀ · right` or a sum of such: its columns are those of the right
   * factors.
   */
  #splitGradient(output: string, count: number): string[] | null {
    const node = this.#graph.node(output);
    const isProduct = this.#isWeightGradient(node);
    const isSum =
      node?.op === 'AddN' &&
      node.inputs.every((input) => this.#isWeightGradient(this.#graph.node(input)));
    if (!node || (!isProduct && !isSum)) return null;
    // A product has the columns of its right factor alone.
    const [whole, wide] = isProduct
      ? [node.inputs.slice(0, 1), node.inputs.slice(1)]
      : [[], node.inputs];
    const parts = wide.map((input) => this.#inPieces(input, count));
    const names = Array.from({ length: count }, (_, piece) =>
      this.#graph.add({
        ...node,
        name: pieceName(output, piece),
        inputs: [...whole, ...parts.map((part) => part[piece] as string)],
      }),
    );
    this.#graph.add(this.#graph.joined(output, names, node.attributes.T));
    this.#graph.setPieces(output, names);
    return names;
  }

  #isWeightGradient(node: GraphNode | undefined): boolean {
    return node?.op === 'MatMul' && isTrue(node.attributes.transpose_a);
  }

  #isMatrix(output: string): boolean {
    return this.#context.shapeOf(output)?.length === 2;
  }

  #columnsOf(output: string): number {
    return this.#context.shapeOf(output)?.at(-1) ?? 1;
  }

  /** What a node waits for in the place of these nodes: a piece for its own piece where there is one. */
  #waitsFor({ name }: GraphNode, controlInputs: readonly string[] = []): string[] {
    const piece = /\/column-piece-(\d+)$/.exec(name)?.[1];
    return controlInputs.flatMap((input): string | readonly string[] => {
      const nodes = this.#replacements.get(input);
      if (!nodes) return [input];
      return nodes[Number(piece)] ?? nodes;
    });
  }
}

/** The right factors, not transposed, of more than one product. */
function findSharedFactors(nodes: readonly GraphNode[]): Set<string> {
  const factors = nodes
    .filter(({ op, attributes }) => op === 'MatMul' && !isTrue(attributes.transpose_b))
    .map(({ inputs }) => inputs[1] ?? '');
  const seen = new Set<string>();
  return new Set(factors.filter((factor) => seen.has(factor) || !seen.add(factor)));
}

function pieceName(name: string, piece: number): string {
  return `${name}/column-piece-${piece}`;
}
