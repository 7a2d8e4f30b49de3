import { tf, type Tensor } from '#tensorflow/backend/tf';

/**
 * Tensors that a backward pass makes beside its result, kept over the scopes that would free them.
 * `dispose()` frees them all.
 */
export class TensorScope {
  readonly #tensors: Tensor[] = [];

  keep<T extends Tensor>(tensor: T): T {
    this.#tensors.push(tf.keep(tensor));
    return tensor;
  }

  dispose(): void {
    tf.dispose(this.#tensors);
    this.#tensors.length = 0;
  }
}
