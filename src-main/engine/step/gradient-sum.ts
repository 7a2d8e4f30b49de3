import { tf, type Tensor, type Variable } from '#tensorflow/backend/tf';

/** The gradients of several passes with respect to the same variables, added up. Owns the sums it makes. */
export class GradientSum {
  readonly variables: readonly Variable[];
  /** In the order of the variables; null where no gradient has arrived. */
  readonly sums: (Tensor | null)[];
  readonly #made: Tensor[] = [];

  constructor(variables: readonly Variable[]) {
    this.variables = variables;
    this.sums = variables.map(() => null);
  }

  /** Adds the gradients of one pass, in the order of the variables. They stay the caller's, until `sums` are used. */
  add(gradients: readonly (Tensor | null)[]): void {
    gradients.forEach((gradient, index) => {
      if (!gradient) return;
      const before = this.sums[index];
      if (!before) {
        this.sums[index] = gradient;
        return;
      }
      const sum = tf.add(before, gradient);
      this.#made.push(sum);
      this.sums[index] = sum;
    });
  }

  /** Frees the sums, but not the gradients that were handed in. */
  dispose(): void {
    tf.dispose(this.#made);
  }
}
