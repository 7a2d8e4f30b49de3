import type { Tensor } from '#tensorflow/backend/tf';

/** The number a scalar holds, read off its device. The tensor stays the caller's. */
export function numberIn(scalar: Tensor): number {
  return scalar.dataSync()[0] ?? Number.NaN;
}
