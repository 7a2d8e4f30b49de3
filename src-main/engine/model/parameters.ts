import { createGenerator } from '#data/random';
import { sizeFromShape } from '#spec/shapes';
import { tf, type Tensor, type Variable } from '#tensorflow/backend/tf';

/** Initial values of a parameter: all zeros, all ones, or uniform in ±limit. */
export type Initializer = 'zeros' | 'ones' | { limit: number };

export interface Parameter {
  /** Its name in saved weights, after the graph: `hidden1/kernel`, `hidden1->hidden2/synthesizer/1/bias` ... */
  readonly name: string;
  readonly variable: Variable;
  /** False for running statistics: they are saved with the weights, but have no gradient. */
  readonly trainable: boolean;
  /** Whether weight decay applies: to kernels it does, to biases, scales and offsets it does not. */
  readonly decays: boolean;
}

/**
 * All parameters of a network by name, in the order in which they were created. Owns the variables: `dispose()`
 * frees them.
 */
export class Parameters {
  readonly #seed: number;
  readonly #byName = new Map<string, Parameter>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /**
   * Creates a parameter. Its initial values depend on the seed and its own name alone, so that the same node starts
   * with the same weights under every method and in every variant of a model.
   */
  create(
    name: string,
    shape: number[],
    initializer: Initializer,
    { trainable = true, decays = false } = {},
  ): Variable {
    const initial = initialValues(shape, initializer, this.#seed, name);
    const variable = tf.variable(initial, trainable);
    initial.dispose();
    this.#byName.set(name, { name, variable, trainable, decays });
    return variable;
  }

  all(): Parameter[] {
    return [...this.#byName.values()];
  }

  /** The trainable ones whose name starts with one of the prefixes. */
  trainableUnder(...prefixes: string[]): Parameter[] {
    return this.all().filter(
      ({ name, trainable }) => trainable && prefixes.some((prefix) => name.startsWith(prefix)),
    );
  }

  dispose(): void {
    for (const { variable } of this.#byName.values()) variable.dispose();
    this.#byName.clear();
  }
}

function initialValues(
  shape: number[],
  initializer: Initializer,
  seed: number,
  name: string,
): Tensor {
  if (initializer === 'zeros') return tf.zeros(shape);
  if (initializer === 'ones') return tf.ones(shape);
  const generator = createGenerator(seed, name);
  const values = new Float32Array(sizeFromShape(shape));
  for (let i = 0; i < values.length; i++)
    values[i] = (2 * generator.uniform() - 1) * initializer.limit;
  return tf.tensor(values, shape);
}
