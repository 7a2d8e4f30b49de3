import type { GraphNode } from '../graph';
import type { PassContext } from './pass-context';

/**
 * Gradients of activations as tfjs writes them, in three to eight ops, become TensorFlow's one: at a
 * product of the gradient that arrives and the slope of a sigmoid, hyperbolic tangent or rectifier.
 */
export function fuseGradients(nodes: readonly GraphNode[], known: PassContext): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const slopes = new Slopes(byName, known);
  return nodes.map((node) => {
    const [left, right] = node.inputs;
    if (node.op !== 'Mul' || left === undefined || right === undefined) return node;
    for (const [slope, arriving] of [
      [left, right],
      [right, left],
    ] as const) {
      const fused = slopes.gradient(slope, arriving);
      const sameShape = known.shapeOf(slope)?.join() === known.shapeOf(arriving)?.join();
      if (fused && sameShape) return { ...node, ...fused };
    }
    return node;
  });
}

class Slopes {
  readonly #byName: ReadonlyMap<string, GraphNode>;
  readonly #known: PassContext;

  constructor(byName: ReadonlyMap<string, GraphNode>, known: PassContext) {
    this.#byName = byName;
    this.#known = known;
  }

  /** The op that gives `slope · arriving`, where `slope` is one that is known. */
  gradient(slope: string, arriving: string): Pick<GraphNode, 'op' | 'inputs'> | null {
    const y = this.#ofTanh(slope);
    if (y !== null) return { op: 'TanhGrad', inputs: [y, arriving] };
    const z = this.#ofSigmoid(slope);
    if (z !== null) return { op: 'SigmoidGrad', inputs: [z, arriving] };
    const x = this.#ofRelu(slope);
    return x === null ? null : { op: 'ReluGrad', inputs: [arriving, x] };
  }

  /** y of 1 − y², where y is a hyperbolic tangent. */
  #ofTanh(output: string): string | null {
    const [one, squared] = this.#inputs(output, 'Sub');
    const [y] = this.#inputs(squared, 'Square');
    return this.#is(one, 1) && this.#made(y, 'Tanh') ? y : null;
  }

  /** y of y · (1 − y), where y is a sigmoid. */
  #ofSigmoid(output: string): string | null {
    const [y, rest] = this.#inputs(output, 'Mul');
    const [one, same] = this.#inputs(rest, 'Sub');
    return this.#is(one, 1) && same === y && this.#made(y, 'Sigmoid') ? y : null;
  }

  /** x of tfjs's step function: x where that is no number, else 1 where x > 0, else 0. */
  #ofRelu(output: string): string | null {
    const [isNan, x, rest] = this.#inputs(output, 'Select');
    const [above, one, zero] = this.#inputs(rest, 'Select');
    const [same, threshold] = this.#inputs(above, 'Greater');
    const [tested] = this.#inputs(isNan, 'IsNan');
    const matches =
      x !== undefined && tested === x && same === x && this.#is(threshold, 0) && this.#is(one, 1);
    const [, filling] = this.#inputs(zero, 'Fill');
    return matches && (this.#is(zero, 0) || this.#is(filling, 0)) ? x : null;
  }

  #inputs(output: string | undefined, op: string): readonly string[] {
    const node = output === undefined ? undefined : this.#byName.get(output);
    return node?.op === op ? node.inputs : [];
  }

  #made(output: string | undefined, op: string): output is string {
    return output !== undefined && this.#byName.get(output)?.op === op;
  }

  #is(output: string | undefined, value: number): boolean {
    return output !== undefined && this.#known.constants.uniformValue(output) === value;
  }
}
