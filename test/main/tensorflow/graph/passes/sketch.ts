/** Graphs written by hand for the tests of the passes. */
import type { Precision } from '#spec/training';
import type { Binding } from '#tensorflow/backend/node-backend';
import { ConstantPool } from '#tensorflow/graph/constant-pool';
import { prune, type AttributeValue, type GraphNode } from '#tensorflow/graph/graph';
import type { PassContext } from '#tensorflow/graph/passes/pass-context';

export const FLOAT = { type: 1 };
const binding = { TF_FLOAT: 1, TF_INT32: 3 } as Binding;

type Pass = (nodes: readonly GraphNode[], context: PassContext) => GraphNode[];

/** Nodes with the shapes of their results, in the order in which they are added. */
export class SketchGraph {
  readonly constants = new ConstantPool(binding);
  readonly #nodes: GraphNode[] = [];
  readonly #shapes = new Map<string, number[]>();

  node(
    name: string,
    op: string,
    inputs: string[],
    shape: number[],
    attributes: Record<string, AttributeValue> = {},
    controlInputs: string[] = [],
  ): string {
    this.#nodes.push({ name, op, inputs, attributes, controlInputs });
    this.#shapes.set(name, shape);
    return name;
  }

  /** Sets the shape of an output that is not the first one of its node. */
  setShape(output: string, shape: number[]): void {
    this.#shapes.set(output, shape);
  }

  /** A matrix product as tfjs computes it. */
  batchMatMul(
    name: string,
    inputs: string[],
    shape: number[],
    [adjointLeft, adjointRight] = [false, false],
  ): string {
    const attributes = { adj_x: { b: adjointLeft }, adj_y: { b: adjointRight }, T: FLOAT };
    return this.node(name, 'BatchMatMulV2', inputs, shape, attributes);
  }

  /** A matrix product as the later passes expect it. */
  matMul(
    name: string,
    inputs: string[],
    shape: number[],
    [transposeLeft, transposeRight] = [false, false],
  ): string {
    const attributes = {
      transpose_a: { b: transposeLeft },
      transpose_b: { b: transposeRight },
      T: FLOAT,
    };
    return this.node(name, 'MatMul', inputs, shape, attributes);
  }

  scalar(value: number): string {
    const name = this.constants.add([], 1, Float32Array.of(value));
    this.#shapes.set(name, []);
    return name;
  }

  /** The nodes that `pass` returns, as far as the roots depend on them, by name. */
  rewrite(
    pass: Pass,
    roots: readonly string[],
    { onCpu = true, parallelOps = 1, precision = 'float32' as Precision } = {},
  ): Map<string, GraphNode> {
    const context: PassContext = {
      constants: this.constants,
      shapeOf: (output) => this.#shapes.get(output),
      onCpu,
      fusesElementwise: false,
      parallelOps,
      precision,
    };
    const nodes = prune(pass(this.#nodes, context), roots);
    return new Map(nodes.map((node) => [node.name, node]));
  }
}
