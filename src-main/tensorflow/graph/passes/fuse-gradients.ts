import type { PassContext } from './pass-context';
import type { GraphNode } from '../graph';

/**
 * Replaces the gradients of sigmoid, tanh and ReLU, which tfjs computes in three to eight ops, by the one op
 * that TensorFlow has for each. It matches products of an incoming gradient and the derivative of one of
 * these activations.
 */
export function fuseGradients(nodes: readonly GraphNode[], context: PassContext): GraphNode[] {
  const matcher = new DerivativeMatcher(nodes, context);
  const shapeOf = (output: string): string | undefined => context.shapeOf(output)?.join();
  return nodes.map((node) => {
    const [left, right] = node.inputs;
    if (node.op !== 'Mul' || left === undefined || right === undefined) return node;
    for (const [derivative, gradient] of [
      [left, right],
      [right, left],
    ] as const) {
      const fused = matcher.fuse(derivative, gradient);
      if (fused && shapeOf(derivative) === shapeOf(gradient)) return { ...node, ...fused };
    }
    return node;
  });
}

/** Recognises the derivatives of activations in the form in which tfjs computes them. */
class DerivativeMatcher {
  readonly #nodesByName: ReadonlyMap<string, GraphNode>;
  readonly #constants: PassContext['constants'];

  constructor(nodes: readonly GraphNode[], { constants }: PassContext) {
    this.#nodesByName = new Map(nodes.map((node) => [node.name, node]));
    this.#constants = constants;
  }

  /** The op for `derivative · gradient`; null if `derivative` is none of the known derivatives. */
  fuse(derivative: string, gradient: string): Pick<GraphNode, 'op' | 'inputs'> | null {
    const tanh = this.#matchTanh(derivative);
    if (tanh !== null) return { op: 'TanhGrad', inputs: [tanh, gradient] };
    const sigmoid = this.#matchSigmoid(derivative);
    if (sigmoid !== null) return { op: 'SigmoidGrad', inputs: [sigmoid, gradient] };
    const x = this.#matchRelu(derivative);
    return x === null ? null : { op: 'ReluGrad', inputs: [gradient, x] };
  }

  /** y where `output` is 1 − y² and y is a tanh. */
  #matchTanh(output: string): string | null {
    const [one, squared] = this.#inputsOf(output, 'Sub');
    const [y] = this.#inputsOf(squared, 'Square');
    return this.#isConstant(one, 1) && this.#isOp(y, 'Tanh') ? y : null;
  }

  /** y where `output` is y · (1 − y) and y is a sigmoid. */
  #matchSigmoid(output: string): string | null {
    const [y, difference] = this.#inputsOf(output, 'Mul');
    const [one, subtracted] = this.#inputsOf(difference, 'Sub');
    const matches = this.#isConstant(one, 1) && subtracted === y && this.#isOp(y, 'Sigmoid');
    return matches ? y : null;
  }

  /** x where `output` is `tf.step(x)`, the Heaviside function of tfjs: x where x is NaN, else 1 where x > 0, else 0. */
  #matchRelu(output: string): string | null {
    const [isNan, x, step] = this.#inputsOf(output, 'Select');
    const [isPositive, one, zero] = this.#inputsOf(step, 'Select');
    const [compared, threshold] = this.#inputsOf(isPositive, 'Greater');
    const [tested] = this.#inputsOf(isNan, 'IsNan');
    const matches =
      x !== undefined &&
      tested === x &&
      compared === x &&
      this.#isConstant(threshold, 0) &&
      this.#isConstant(one, 1);
    const [, filling] = this.#inputsOf(zero, 'Fill');
    return matches && (this.#isConstant(zero, 0) || this.#isConstant(filling, 0)) ? x : null;
  }

  /** The inputs of the node that computes `output` if it is an `op`, else none. */
  #inputsOf(output: string | undefined, op: string): readonly string[] {
    const node = output === undefined ? undefined : this.#nodesByName.get(output);
    return node?.op === op ? node.inputs : [];
  }

  #isOp(output: string | undefined, op: string): output is string {
    return output !== undefined && this.#nodesByName.get(output)?.op === op;
  }

  #isConstant(output: string | undefined, value: number): boolean {
    return output !== undefined && this.#constants.uniformValue(output) === value;
  }
}
