import { nodeBackend } from '../backend/node-backend';
import { tf, type Tensor4D } from '../backend/tf';

/**
 * The mean of each window of `x` (`[rows, height, width, channels]`), of the cells that lie within the map. `size` and
 * `stride` are of height and width.
 *
 * `tf.avgPool` does the same, but its gradient on the CPU backend of tfjs divides by the whole window also where padding
 * `same` lets a window reach beyond the border. There the map is padded with zeros first, so that all windows are whole.
 */
export function averagePool(
  x: Tensor4D,
  size: [number, number],
  stride: [number, number],
  padding: 'same' | 'valid',
): Tensor4D {
  if (padding === 'valid' || nodeBackend()) return tf.avgPool(x, size, stride, padding);
  const pads: [number, number][] = ([1, 2] as const).map((axis, at) =>
    padsOf(x.shape[axis], size[at] ?? 1, stride[at] ?? 1),
  );
  const overWholeWindows = (cells: Tensor4D): Tensor4D =>
    tf.avgPool(tf.pad(cells, [[0, 0], ...pads, [0, 0]]), size, stride, 'valid');
  const coverage = overWholeWindows(tf.ones([1, x.shape[1], x.shape[2], 1]));
  return tf.div(overWholeWindows(x), coverage);
}

/** Cells before and after an axis, as padding `same` has them. */
function padsOf(length: number, size: number, stride: number): [number, number] {
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + size - length, 0);
  const before = Math.floor(total / 2);
  return [before, total - before];
}
