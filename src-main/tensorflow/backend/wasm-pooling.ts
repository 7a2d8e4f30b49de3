/** The gradient of max pooling on the WebAssembly backend, whose own loop takes ten times longer than the rest of a step. */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from './tf';
import { replaceKernel, type WasmBackend } from './wasm-kernels';

type Shape4D = [number, number, number, number];

/** The attributes of `tf.maxPool` that its gradient receives. */
interface PoolingAttributes {
  filterSize: [number, number];
  strides: [number, number];
  pad: 'same' | 'valid';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

export function registerPoolingGradient(): void {
  replaceKernel('MaxPoolGrad', () => maxPoolGradient);
}

/** Adds the gradient of each window to the first of its largest cells, as all backends do. */
const maxPoolGradient: KernelFunc = ({ inputs, attrs, backend }) => {
  const wasm = backend as WasmBackend;
  const { dy, input } = inputs as Record<'dy' | 'input', TensorInfo>;
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolingAttributes;
  const shape = input.shape as Shape4D;
  const info = tf.backend_util.computePool2DInfo(
    shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const output = wasm.makeOutput(input.shape, 'float32');
  // The last allocation may have moved the memory: the arrays are looked up after it.
  const [x, slopes, dx] = [input, dy, output].map((tensor) => wasm.typedArrayFromHeap(tensor)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  dx.fill(0);
  const { batchSize, inHeight, inWidth, inChannels: channels, outHeight, outWidth } = info;
  const { top, left } = info.padInfo;
  let at = 0;
  for (let example = 0; example < batchSize; example++)
    for (let row = 0; row < outHeight; row++) {
      const firstRow = row * info.strideHeight - top;
      const [fromRow, toRow] = [
        Math.max(0, firstRow),
        Math.min(inHeight, firstRow + info.filterHeight),
      ];
      for (let column = 0; column < outWidth; column++) {
        const firstColumn = column * info.strideWidth - left;
        const fromColumn = Math.max(0, firstColumn);
        const toColumn = Math.min(inWidth, firstColumn + info.filterWidth);
        for (let channel = 0; channel < channels; channel++) {
          let largest = -1;
          let value = Number.NEGATIVE_INFINITY;
          for (let y = fromRow; y < toRow; y++)
            for (let x0 = fromColumn; x0 < toColumn; x0++) {
              const cell = ((example * inHeight + y) * inWidth + x0) * channels + channel;
              const candidate = x[cell] as number;
              if (largest >= 0 && !(candidate > value)) continue;
              largest = cell;
              value = candidate;
            }
          dx[largest] = (dx[largest] as number) + (slopes[at++] as number);
        }
      }
    }
  return output;
};
