import { tf, type Tensor } from '#tensorflow/backend/tf';

/** Keeps tensors beyond the tidy or the gradient scope that they are made in, until `dispose()` frees them all. */
export class TensorScope {
  readonly #tensors: Tensor[] = [];

  /** Keeps a tensor and returns it. */
  keep<T extends Tensor>(tensor: T): T {
    this.#tensors.push(tf.keep(tensor));
    return tensor;
  }

  dispose(): void {
    tf.dispose(this.#tensors);
    this.#tensors.length = 0;
  }
}
