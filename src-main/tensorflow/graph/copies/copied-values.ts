import { asNamePart, nodeNameOf, outputAt, type AttributeValue, type GraphNode } from '../graph';
import type { PassContext } from '../passes/pass-context';

/** TensorFlow's number for no data type. */
export const UNKNOWN_TYPE = 0;

/** The type of an output as it is in the graph of one copy. */
export interface OutputType {
  shape: readonly number[];
  dtype: number;
}

/**
 * An output of the original graph in the graph of all copies: one tensor `[copies, ...shape]`, one output for each
 * copy, or both, once it is asked for in either form.
 */
interface CopiedValue {
  stacked?: string;
  each?: readonly string[];
}

/**
 * The nodes of a graph that computes several copies of another one, under construction, and where each output of the
 * original is found in it. An output that is not known here is the same for all copies.
 */
export class CopiedValues {
  readonly copies: number;
  readonly nodes: GraphNode[] = [];
  readonly #constants: PassContext['constants'];
  readonly #typeOf: (output: string) => OutputType;
  readonly #values = new Map<string, CopiedValue>();
  readonly #added = new Map<string, string>();
  readonly #shapes = new Map<string, readonly number[]>();

  constructor(
    copies: number,
    constants: PassContext['constants'],
    typeOf: (output: string) => OutputType,
  ) {
    this.copies = copies;
    this.#constants = constants;
    this.#typeOf = typeOf;
  }

  /** Whether the copies have the same value: it is in the graph under its own name. */
  isShared(output: string): boolean {
    return !this.#values.has(output);
  }

  rankOf(output: string): number {
    return this.#typeOf(output).shape.length;
  }

  shapeOf(output: string): readonly number[] {
    return this.#typeOf(output).shape;
  }

  /** The shape of an output of the graph of all copies, as far as it is known and not that of the original. */
  copiedShapeOf(output: string): readonly number[] | undefined {
    return this.#shapes.get(output);
  }

  setStacked(output: string, stacked: string): void {
    this.#values.set(output, { stacked });
    this.#noteShape(stacked, output, [this.copies]);
  }

  setEach(output: string, each: readonly string[]): void {
    this.#values.set(output, { each });
    for (const name of each) this.#noteShape(name, output);
  }

  /** The output of one copy. */
  each(output: string, copy: number): string {
    return this.eachOf(output)[copy] as string;
  }

  /** The outputs of the copies, in order. A stacked one is taken apart; a shared one is the same for all. */
  eachOf(output: string): readonly string[] {
    const value = this.#values.get(output);
    if (!value) return Array.from({ length: this.copies }, () => output);
    value.each ??= this.#takeApart(output, value.stacked as string);
    return value.each;
  }

  /** The output of all copies, `[copies, ...shape]`. Those of single copies, or a shared one, are stacked. */
  stacked(output: string): string {
    const value = this.#values.get(output);
    if (value?.stacked !== undefined) return value.stacked;
    const stacked = this.addOnce(`${asNamePart(output)}/stacked`, {
      op: 'Pack',
      inputs: [...this.eachOf(output)],
      attributes: { N: { i: this.copies }, T: this.typeAttribute(output), axis: { i: 0 } },
    });
    if (value) value.stacked = stacked;
    this.#noteShape(stacked, output, [this.copies]);
    return stacked;
  }

  /** The stacked output as `[copies, 1, ..., ...shape]`, so that it broadcasts as an operand of rank `rank` does. */
  stackedWithRank(output: string, rank: number): string {
    const stacked = this.stacked(output);
    const missing = rank - this.rankOf(output);
    if (missing <= 0) return stacked;
    const ones = Array.from({ length: missing }, () => 1);
    return this.reshape(stacked, `rank-${rank}`, output, [
      this.copies,
      ...ones,
      ...this.shapeOf(output),
    ]);
  }

  /** A reshape of `from` to `shape`; `like`: an output of the original with its data type. */
  reshape(from: string, purpose: string, like: string, shape: readonly number[]): string {
    const name = `${asNamePart(from)}/${purpose}`;
    this.#shapes.set(name, shape);
    return this.addOnce(name, {
      op: 'Reshape',
      inputs: [from, this.int32(shape)],
      attributes: { T: this.typeAttribute(like), Tshape: this.#constants.int32Type() },
    });
  }

  typeAttribute(output: string): AttributeValue {
    return { type: this.#typeOf(output).dtype };
  }

  /** A constant vector. */
  int32(values: readonly number[]): string {
    return this.#constants.int32([values.length], values);
  }

  int32Scalar(value: number): string {
    return this.#constants.int32([], [value]);
  }

  /** The values of an int32 constant; null for any other output. */
  integersOf(output: string | undefined): readonly number[] | null {
    return output === undefined ? null : this.#constants.integersOf(output);
  }

  add(node: GraphNode): string {
    this.nodes.push(node);
    return node.name;
  }

  /** Adds a node of this name, or finds the one that was added before. */
  addOnce(name: string, node: Omit<GraphNode, 'name'>): string {
    const existing = this.#added.get(name);
    if (existing !== undefined) return existing;
    this.#added.set(name, name);
    return this.add({ ...node, name });
  }

  #noteShape(name: string, original: string, copies: readonly number[] = []): void {
    const { shape, dtype } = this.#typeOf(original);
    if (dtype !== UNKNOWN_TYPE) this.#shapes.set(name, [...copies, ...shape]);
  }

  #takeApart(output: string, stacked: string): string[] {
    const name = this.addOnce(`${asNamePart(output)}/apart`, {
      op: 'Unpack',
      inputs: [stacked],
      attributes: { num: { i: this.copies }, T: this.typeAttribute(output), axis: { i: 0 } },
    });
    const each = Array.from({ length: this.copies }, (_, copy) => outputAt(name, copy));
    for (const one of each) this.#noteShape(one, output);
    return each;
  }
}

/** The number of an output in its node. */
export function indexOfOutput(output: string): number {
  const node = nodeNameOf(output);
  return node === output ? 0 : Number(output.slice(node.length + 1));
}
