import type { PassContext } from './pass-context';
import { pieceHandle, type ColumnPieces } from '../column-pieces';
import {
  asNamePart,
  isTrue,
  sortTopologically,
  type AttributeValue,
  type GraphNode,
} from '../graph';

/** Ops that compute each element of their result from the elements at the same place, or those broadcast to it. */
const ELEMENTWISE =
  /^(Add|AddV2|AddN|Sub|Mul|Square|Neg|Abs|Exp|Erf|Sqrt|Rsqrt|Maximum|Minimum|Relu|Elu|LeakyRelu|Sigmoid|Tanh|Softplus)(Grad)?$/;
const UPDATE = /^(ResourceApply\w+|AssignVariableOp)$/;

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
  /** The new graph by name. */
  readonly #nodes = new Map<string, GraphNode>();
  /** The pieces of an output of the old graph, by that output. */
  readonly #pieces = new Map<string, readonly string[]>();
  /** The nodes that took the place of one, by its name: what used to wait for it waits for them. */
  readonly #replacements = new Map<string, readonly string[]>();
  /** The matrices by which several products are multiplied. */
  #shared: ReadonlySet<string> = new Set();

  constructor(stored: ColumnPieces, context: PassContext) {
    this.#stored = stored;
    this.#context = context;
  }

  rewrite(nodes: readonly GraphNode[]): GraphNode[] {
    this.#shared = findSharedFactors(nodes);
    for (const node of sortTopologically(nodes))
      if (!this.#split(node))
        this.#add({ ...node, inputs: node.inputs.map((output) => this.#whole(output)) });
    return [...this.#nodes.values()].map((node) => ({
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
    if (op === 'MatMul') {
      // The columns of a product are those of its right factor.
      if (isTrue(node.attributes.transpose_b) || !this.#isSplit(second)) return false;
      return this.#addPieces(node, this.#count(second), [this.#whole(first), second], [1]);
    }
    const split = inputs.find((input) => this.#isSplit(input));
    if (split === undefined) return false;
    const count = this.#count(split);
    if (op === 'FusedBatchNormV3' || op === 'FusedBatchNormGradV3')
      return this.#isSplit(inputs[op === 'FusedBatchNormV3' ? 0 : 1] ?? '')
        ? this.#addPieces(node, count, inputs, this.#wide(inputs, node.name), 6)
        : false;
    if (op === 'Reshape') return this.#splitReshape(node, count);
    if (op === 'Sum') return this.#splitSum(node, count);
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
        return at < 0 ? this.#whole(input) : (parts[at]?.[piece] as string);
      });
      return this.#add({ ...node, name: pieceName(node.name, piece), inputs });
    });
    this.#replacements.set(node.name, names);
    if (node.op !== 'ReadVariableOp') return true;
    // The products of an unroll are small, and those of its shards run side by side as they are.
    if (this.#shared.has(node.name)) this.#add(this.#joined(node.name, names));
    else this.#pieces.set(node.name, names);
    return true;
  }

  #splitReshape(node: GraphNode, count: number): boolean {
    const [input = ''] = node.inputs;
    const shape = this.#context.shapeOf(node.name);
    if (!shape || !this.#isSplit(input) || shape.at(-1) !== this.#columnsOf(input)) return false;
    const size = [...shape.slice(0, -1), (shape.at(-1) ?? 0) / count];
    const { constants } = this.#context;
    const inputs = [input, constants.int32([size.length], size)];
    const attributes = { ...node.attributes, Tshape: constants.int32Type() };
    return this.#addPieces({ ...node, attributes }, count, inputs, [0]);
  }

  /** A sum over the rows of a matrix. */
  #splitSum(node: GraphNode, count: number): boolean {
    const { constants, shapeOf } = this.#context;
    const [input = '', axis = ''] = node.inputs;
    const isOverRows = constants.integersOf(axis)?.join() === '0' && shapeOf(input)?.length === 2;
    return isOverRows && this.#addPieces(node, count, node.inputs, [0]);
  }

  /** The indexes of the inputs that have the columns of an output: the others are broadcast over these. */
  #wide(inputs: readonly string[], output: string): number[] {
    const columns = this.#columnsOf(output);
    return inputs.flatMap((input, index) =>
      this.#isSplit(input) || this.#columnsOf(input) === columns ? [index] : [],
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
        : (new Array(count).fill(this.#whole(input)) as string[]),
    );
    const names = Array.from({ length: count }, (_, piece) =>
      this.#add({
        ...node,
        name: pieceName(node.name, piece),
        inputs: parts.map((part) => part[piece] as string),
      }),
    );
    this.#replacements.set(node.name, names);
    for (let index = 0; index < outputs; index++)
      this.#pieces.set(
        outputAt(node.name, index),
        names.map((name) => outputAt(name, index)),
      );
    return true;
  }

  /** The pieces of an output, split where it is not computed in pieces. */
  #inPieces(output: string, count: number): readonly string[] {
    const known = this.#pieces.get(output);
    if (known?.length === count) return known;
    const whole = this.#whole(output);
    return (
      this.#splitTransposedProduct(output, count) ??
      this.#splitGradient(output, count) ??
      this.#splitNode(whole, count, -1)
    );
  }

  /** The pieces of a product `left · rightᵀ`: its columns are the rows of the right factor, which are split without a copy. */
  #splitTransposedProduct(output: string, count: number): string[] | null {
    const node = this.#nodes.get(output);
    const [left, right] = node?.inputs ?? [];
    if (node?.op !== 'MatMul' || !left || !right || !isTrue(node.attributes.transpose_b))
      return null;
    const rows = this.#splitNode(right, count, 0);
    const names = rows.map((row, piece) =>
      this.#add({ ...node, name: pieceName(output, piece), inputs: [left, row] }),
    );
    // Whoever took the whole product takes the joined pieces.
    this.#nodes.set(output, this.#joined(output, names, node.attributes.T));
    this.#pieces.set(output, names);
    return names;
  }

  /**
   * The pieces of the gradient of a weight, a product `leftᵀ · right` or a sum of such: its columns are those of the right
   * factors.
   */
  #splitGradient(output: string, count: number): string[] | null {
    const node = this.#nodes.get(output);
    const isProduct = this.#isWeightGradient(node);
    const isSum =
      node?.op === 'AddN' &&
      node.inputs.every((input) => this.#isWeightGradient(this.#nodes.get(input)));
    if (!node || (!isProduct && !isSum)) return null;
    // A product has the columns of its right factor alone.
    const [whole, wide] = isProduct
      ? [node.inputs.slice(0, 1), node.inputs.slice(1)]
      : [[], node.inputs];
    const parts = wide.map((input) => this.#inPieces(input, count));
    const names = Array.from({ length: count }, (_, piece) =>
      this.#add({
        ...node,
        name: pieceName(output, piece),
        inputs: [...whole, ...parts.map((part) => part[piece] as string)],
      }),
    );
    this.#nodes.set(output, this.#joined(output, names, node.attributes.T));
    this.#pieces.set(output, names);
    return names;
  }

  #isWeightGradient(node: GraphNode | undefined): boolean {
    return node?.op === 'MatMul' && isTrue(node.attributes.transpose_a);
  }

  #splitNode(output: string, count: number, axis: 0 | -1): string[] {
    const name = `${asNamePart(output)}/${axis === 0 ? 'rows' : 'columns'}-of-${count}`;
    if (!this.#nodes.has(name))
      this.#add({
        name,
        op: 'Split',
        inputs: [this.#context.constants.int32([], [axis]), output],
        attributes: { T: { type: 1 }, num_split: { i: count } },
      });
    return Array.from({ length: count }, (_, piece) => outputAt(name, piece));
  }

  /** An output with all its columns. */
  #whole(output: string): string {
    const pieces = this.#pieces.get(output);
    if (!pieces) return output;
    const name = output.includes(':') ? `${asNamePart(output)}/whole` : output;
    if (!this.#nodes.has(name)) this.#add(this.#joined(name, pieces));
    return name;
  }

  #joined(name: string, pieces: readonly string[], T: AttributeValue = { type: 1 }): GraphNode {
    const { constants } = this.#context;
    return {
      name,
      op: 'ConcatV2',
      inputs: [...pieces, constants.int32([], [-1])],
      attributes: { N: { i: pieces.length }, T, Tidx: constants.int32Type() },
    };
  }

  #isSplit(output: string): boolean {
    return this.#pieces.has(output);
  }

  #count(output: string): number {
    return this.#pieces.get(output)?.length ?? 1;
  }

  #columnsOf(output: string): number {
    return this.#context.shapeOf(output)?.at(-1) ?? 1;
  }

  #add(node: GraphNode): string {
    this.#nodes.set(node.name, node);
    return node.name;
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

function outputAt(name: string, index: number): string {
  return index > 0 ? `${name}:${index}` : name;
}
