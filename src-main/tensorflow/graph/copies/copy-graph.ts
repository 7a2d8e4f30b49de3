import { sizeFromShape } from '#spec/shapes';
import type { PassContext } from '../passes/pass-context';
import { isTrue, nodeNameOf, outputAt, sortTopologically, type GraphNode } from '../graph';
import { CopiedValues, indexOfOutput, UNKNOWN_TYPE, type OutputType } from './copied-values';
import { stackingRule } from './stacking-rules';

export interface CopyOptions {
  copies: number;
  constants: PassContext['constants'];
  /** The type of an output of a traced node or a constant; undefined for what a pass added. */
  typeOf(output: string): OutputType | undefined;
  /** The outputs whose values are asked for, stacked. */
  outputs: readonly string[];
  /** The resource of a copy in the place of that of the first one; null for what all copies share. */
  handleOf(handle: string, copy: number): string | null;
  /**
   * An op whose largest operand or result has more elements than this is computed copy by copy, and several copies at
   * the same time. Smaller ones, which take longer to begin than to compute, are one op for all copies.
   */
  mostStackedElements: number;
}

export interface CopiedGraph {
  nodes: GraphNode[];
  /** An output in `outputs` of all copies, `[copies, ...shape]`. */
  stacked(output: string): string;
  /** The shape of an output as it is in this graph; undefined where it is that of the original, or unknown. */
  shapeOf(output: string): readonly number[] | undefined;
}

/**
 * A graph that does what `copies` graphs like this one do, each with its own inputs (placeholders, which are stacked
 * and keep their names) and variables: what `vmap` is in JAX.
 */
export function copyGraph(nodes: readonly GraphNode[], options: CopyOptions): CopiedGraph {
  return new GraphCopy(nodes, options).build();
}

class GraphCopy {
  readonly #nodes: readonly GraphNode[];
  readonly #options: CopyOptions;
  readonly #values: CopiedValues;
  readonly #types = new Map<string, OutputType>();
  /** The nodes that stand for a node of the original: one, or one for each copy. */
  readonly #standIns = new Map<string, readonly string[]>();
  /** By node that belongs to one copy, its number. */
  readonly #copyOf = new Map<string, number>();
  #used: ReadonlyMap<string, ReadonlySet<string>> | null = null;

  constructor(nodes: readonly GraphNode[], options: CopyOptions) {
    this.#nodes = sortTopologically(nodes);
    this.#options = options;
    this.#values = new CopiedValues(options.copies, options.constants, (output) =>
      this.#typeOf(output),
    );
  }

  build(): CopiedGraph {
    for (const node of this.#nodes) this.#inferType(node);
    for (const node of this.#nodes) this.#copy(node);
    const stacked = new Map(
      this.#options.outputs.map((output) => [output, this.#values.stacked(output)]),
    );
    return {
      nodes: this.#values.nodes.map((node) => this.#withOwnControls(node)),
      stacked: (output) => stacked.get(output) as string,
      shapeOf: (output) => this.#values.copiedShapeOf(output),
    };
  }

  #copy(node: GraphNode): void {
    const values = this.#values;
    if (node.op === 'Placeholder') {
      const shape = [this.#options.copies, ...values.shapeOf(node.name)];
      values.add({ ...node, attributes: { ...node.attributes, shape: { shape } } });
      values.setStacked(node.name, node.name);
      return;
    }
    const isOwn = node.inputs.some(
      (input) => !values.isShared(input) || this.#options.handleOf(input, 0) !== null,
    );
    if (!isOwn) {
      values.add(node);
      return;
    }
    const rule =
      this.#canBeStacked(node) && this.#isWorthStacking(node) ? stackingRule(node.op) : undefined;
    const stacked = rule?.(node, values);
    if (stacked) {
      stacked.forEach((output, index) => values.setStacked(outputAt(node.name, index), output));
      this.#standIns.set(node.name, [nodeNameOf(stacked[0] as string)]);
    } else this.#addEach(node);
  }

  #addEach(node: GraphNode): void {
    const names = Array.from(
      { length: this.#options.copies },
      (_, copy) => `${node.name}/copy-${copy}`,
    );
    names.forEach((name, copy) => {
      this.#values.add({
        ...node,
        name,
        inputs: node.inputs.map(
          (input) => this.#options.handleOf(input, copy) ?? this.#values.each(input, copy),
        ),
      });
      this.#copyOf.set(name, copy);
    });
    this.#standIns.set(node.name, names);
    for (const output of this.#outputsOf(node)) {
      const index = indexOfOutput(output);
      this.#values.setEach(
        output,
        names.map((name) => outputAt(name, index)),
      );
    }
  }

  /** A node that waits for what stands for the nodes of the original: of its own copy, or of all. */
  #withOwnControls(node: GraphNode): GraphNode {
    const copy = this.#copyOf.get(node.name);
    const standInsOf = (names: readonly string[] = []): string[] =>
      names.flatMap((name) => {
        const all = this.#standIns.get(name) ?? [name];
        return copy === undefined || all.length === 1 ? all : [all[copy] as string];
      });
    return {
      ...node,
      controlInputs: standInsOf(node.controlInputs),
      optionalControlInputs: standInsOf(node.optionalControlInputs),
    };
  }

  #canBeStacked({ controlInputs = [], optionalControlInputs = [] }: GraphNode): boolean {
    return controlInputs.length + optionalControlInputs.length === 0;
  }

  #isWorthStacking({ name, inputs }: GraphNode): boolean {
    const elements = [name, ...inputs].map((output) => sizeFromShape(this.#typeOf(output).shape));
    return Math.max(...elements) <= this.#options.mostStackedElements;
  }

  /** The outputs of a node that others use, and its first one. */
  #outputsOf({ name }: GraphNode): Iterable<string> {
    this.#used ??= this.#listUsedOutputs();
    return this.#used.get(name) ?? [name];
  }

  #listUsedOutputs(): Map<string, Set<string>> {
    const used = new Map(this.#nodes.map(({ name }) => [name, new Set([name])]));
    for (const { inputs } of this.#nodes)
      for (const input of inputs) used.get(nodeNameOf(input))?.add(input);
    return used;
  }

  #typeOf(output: string): OutputType {
    const { constants } = this.#options;
    const known = this.#types.get(output) ?? this.#options.typeOf(output);
    return known ?? constants.typeOf(output) ?? { shape: [], dtype: UNKNOWN_TYPE };
  }

  /** The types of what passes have added (products, what is concatenated or computed for them) and of the outputs. */
  #inferType(node: GraphNode): void {
    const { name, op, inputs, attributes } = node;
    const known = this.#options.typeOf(name);
    if (known) {
      this.#types.set(name, known);
      return;
    }
    const [first = '', second = ''] = inputs;
    const { dtype } = this.#typeOf(first);
    const shape = [...this.#typeOf(first).shape];
    if (op === 'MatMul') {
      const rows = shape[isTrue(attributes['transpose_a']) ? 1 : 0] ?? 0;
      const columns = this.#typeOf(second).shape[isTrue(attributes['transpose_b']) ? 0 : 1] ?? 0;
      this.#types.set(name, { shape: [rows, columns], dtype });
    } else if (op === 'ConcatV2') {
      const axis = this.#options.constants.integersOf(inputs.at(-1) ?? '')?.[0] ?? 0;
      const lengths = inputs.slice(0, -1).map((input) => this.#typeOf(input).shape.at(axis) ?? 0);
      shape[axis] = lengths.reduce((sum, length) => sum + length, 0);
      this.#types.set(name, { shape, dtype });
    } else if (/^(AddN|AddV2|Maximum|Identity|DeepCopy)$/.test(op))
      // Of what is broadcast, passes put the larger operand first.
      this.#types.set(name, { shape, dtype });
  }
}
