import { nodeNameOf, type AttributeValue, type GraphNode } from './graph';

/** The nodes of a graph under construction, and the shapes and data types of their outputs. */
export class GraphBuilder {
  /** In topological order. */
  readonly nodes: GraphNode[] = [];
  readonly #namePrefix: string;
  readonly #nodesByName = new Map<string, GraphNode>();
  readonly #outputs = new Map<string, { shape: readonly number[]; dtype: number }>();

  /** All nodes are named `namePrefix/number`, so that several graphs can be joined into one. */
  constructor(namePrefix: string) {
    this.#namePrefix = namePrefix;
  }

  /** Appends a node and returns its name, which also refers to its first output. */
  add(
    op: string,
    inputs: string[],
    attributes: Record<string, AttributeValue>,
    controlInputs: string[] = [],
    optionalControlInputs: string[] = [],
  ): string {
    const name = `${this.#namePrefix}/${this.nodes.length}`;
    const node = { name, op, inputs, attributes, controlInputs, optionalControlInputs };
    this.nodes.push(node);
    this.#nodesByName.set(name, node);
    return name;
  }

  /** The node of this graph that an output belongs to; undefined for the outputs of constants. */
  nodeOf(output: string): GraphNode | undefined {
    return this.#nodesByName.get(nodeNameOf(output));
  }

  /** Sets the shape and the data type of an output, also of a constant that this graph uses. */
  setOutputType(output: string, shape: readonly number[], dtype: number): void {
    this.#outputs.set(output, { shape, dtype });
  }

  shapeOf(output: string): readonly number[] | undefined {
    return this.#outputs.get(output)?.shape;
  }

  dtypeOf(output: string): number | undefined {
    return this.#outputs.get(output)?.dtype;
  }
}
