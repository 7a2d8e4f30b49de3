import { tf, type Tensor } from '#tensorflow/backend/tf';
import type { Tensors } from '#tensorflow/graph/compiled-program';

/** The inputs of all copies, each with an axis of the copies before its own: the caller's to dispose of. */
export function stackInputs(inputs: readonly Tensors[]): Record<string, Tensor> {
  const names = Object.keys(inputs[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, tf.stack(inputs.map((each) => each[name] as Tensor))]),
  );
}

/** The outputs of each copy, from those of all; these are disposed of. */
export function takeApart(outputs: Tensors, copies: number): Tensors[] {
  const own = Array.from({ length: copies }, (): Record<string, Tensor> => ({}));
  for (const [name, stacked] of Object.entries(outputs)) {
    // Reports are read anyway: as numbers they are taken apart faster than by an op.
    const shape = stacked.shape.slice(1);
    const values = stacked.dataSync();
    const size = values.length / copies;
    own.forEach((each, copy) => {
      each[name] = tf.tensor(values.slice(copy * size, (copy + 1) * size), shape, stacked.dtype);
    });
    stacked.dispose();
  }
  return own;
}
