import type { PassContext } from './pass-context';
import { asNamePart, outputAt, type AttributeValue, type GraphNode } from '../graph';

/** A graph that is being written, some outputs of which are computed in pieces of their columns. */
export class PieceGraph {
  readonly #constants: PassContext['constants'];
  readonly #nodes = new Map<string, GraphNode>();
  /** The pieces of an output, by that output. */
  readonly #pieces = new Map<string, readonly string[]>();

  constructor({ constants }: PassContext) {
    this.#constants = constants;
  }

  nodes(): GraphNode[] {
    return [...this.#nodes.values()];
  }

  node(name: string): GraphNode | undefined {
    return this.#nodes.get(name);
  }

  /** Adds a node, in the place of one with the same name. Returns its first output. */
  add(node: GraphNode): string {
    this.#nodes.set(node.name, node);
    return node.name;
  }

  pieces(output: string): readonly string[] | undefined {
    return this.#pieces.get(output);
  }

  setPieces(output: string, pieces: readonly string[]): void {
    this.#pieces.set(output, pieces);
  }

  isSplit(output: string): boolean {
    return this.#pieces.has(output);
  }

  count(output: string): number {
    return this.#pieces.get(output)?.length ?? 1;
  }

  /** The outputs of a node that splits an output into equal pieces. */
  split(output: string, count: number, axis: 0 | -1): string[] {
    const name = `${asNamePart(output)}/${axis === 0 ? 'rows' : 'columns'}-of-${count}`;
    if (!this.#nodes.has(name))
      this.add({
        name,
        op: 'Split',
        inputs: [this.#constants.int32([], [axis]), output],
        attributes: { T: { type: 1 }, num_split: { i: count } },
      });
    return Array.from({ length: count }, (_, piece) => outputAt(name, piece));
  }

  /** An output with all its columns. */
  whole(output: string): string {
    const pieces = this.#pieces.get(output);
    if (!pieces) return output;
    const name = output.includes(':') ? `${asNamePart(output)}/whole` : output;
    if (!this.#nodes.has(name)) this.add(this.joined(name, pieces));
    return name;
  }

  /** The node that joins pieces of columns. */
  joined(name: string, pieces: readonly string[], T: AttributeValue = { type: 1 }): GraphNode {
    return {
      name,
      op: 'ConcatV2',
      inputs: [...pieces, this.#constants.int32([], [-1])],
      attributes: { N: { i: pieces.length }, T, Tidx: this.#constants.int32Type() },
    };
  }
}
