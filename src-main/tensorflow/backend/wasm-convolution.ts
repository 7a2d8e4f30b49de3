/**
 * The gradients of a convolution on the WebAssembly backend. tfjs has no kernel there for the one of the filter, and
 * a plain loop for the one of the input. Each is a convolution itself, for which the backend has a fast routine.
 */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from './tf';
import { compose, replaceKernel, type RunKernel, type WasmBackend } from './wasm-kernels';

type Shape4D = [number, number, number, number];
type Pair = [number, number];

/** The attributes of `tf.conv2d` that its gradients receive. */
interface ConvolutionAttributes {
  strides: Pair | number;
  pad: 'same' | 'valid' | number | [Pair, Pair, Pair, Pair];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** Registers both gradients. Call it once the backend's other kernels are registered. */
export function registerConvolutionGradients(): void {
  replaceKernel('Conv2DBackpropFilter', () => filterGradient);
  replaceKernel('Conv2DBackpropInput', () => inputGradient);
}

/**
 * Cell (y, x) of the filter's gradient is the sum over examples and positions of dy, times the cell of the input
 * that the filter's cell lay on: a convolution of the input with dy as its filter, with the examples in the place
 * of channels. The stride becomes the distance between the cells of dy.
 */
const filterGradient: KernelFunc = ({ inputs, attrs, backend }) => {
  const { x, dy } = inputs as Record<'x' | 'dy', TensorInfo>;
  const { filterShape, ...attributes } = attrs as unknown as ConvolutionAttributes & {
    filterShape: Shape4D;
  };
  const { padInfo, strideHeight, strideWidth } = geometry(x.shape, filterShape, attributes);
  const [height, width, channels, filters] = filterShape;
  return compose(backend as WasmBackend, (run) => {
    const maps = run(
      'Conv2D',
      {
        x: transpose(run, x, [3, 1, 2, 0]),
        filter: transpose(run, dy, [1, 2, 0, 3]),
      },
      {
        strides: [1, 1],
        dilations: [strideHeight, strideWidth],
        pad: [
          [0, 0],
          [padInfo.top, padInfo.bottom],
          [padInfo.left, padInfo.right],
          [0, 0],
        ],
        dataFormat: 'NHWC',
      },
    );
    // Cells at the end of the input that no position of the filter reached.
    const reached = crop(run, maps, [channels, height, width, filters]);
    return transpose(run, reached, [1, 2, 0, 3]);
  });
};

/**
 * The input's gradient is the convolution of dy with the filter turned by 180 degrees, with so many zeros between the
 * cells of dy as the stride left out.
 */
const inputGradient: KernelFunc = ({ inputs, attrs, backend }) => {
  const { dy, filter } = inputs as Record<'dy' | 'filter', TensorInfo>;
  const { inputShape, ...attributes } = attrs as unknown as ConvolutionAttributes & {
    inputShape: Shape4D;
  };
  const { padInfo, strideHeight, strideWidth } = geometry(inputShape, filter.shape, attributes);
  const [, height, width] = inputShape;
  const [filterHeight = 1, filterWidth = 1] = filter.shape;
  return compose(backend as WasmBackend, (run) => {
    const spaced = withZerosBetween(run, dy, [strideHeight, strideWidth]);
    const turned = run('Reverse', { x: filter }, { dims: [0, 1] });
    const [, spacedHeight = 1, spacedWidth = 1] = spaced.shape;
    return run(
      'Conv2D',
      { x: spaced, filter: transpose(run, turned, [0, 1, 3, 2]) },
      {
        strides: [1, 1],
        dilations: [1, 1],
        pad: [
          [0, 0],
          [filterHeight - 1 - padInfo.top, height - spacedHeight + padInfo.top],
          [filterWidth - 1 - padInfo.left, width - spacedWidth + padInfo.left],
          [0, 0],
        ],
        dataFormat: 'NHWC',
      },
    );
  });
};

function geometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dimRoundingMode }: ConvolutionAttributes,
): ReturnType<typeof tf.backend_util.computeConv2DInfo> {
  const shapes = [inputShape, filterShape] as unknown as [Shape4D, Shape4D];
  return tf.backend_util.computeConv2DInfo(...shapes, strides, 1, pad, dimRoundingMode);
}

/** `stride − 1` zeros between neighbouring rows and columns of maps `[batch, rows, columns, channels]`. */
function withZerosBetween(run: RunKernel, maps: TensorInfo, strides: Pair): TensorInfo {
  const [stepRows, stepColumns] = strides;
  if (stepRows === 1 && stepColumns === 1) return maps;
  const [batch, rows, columns, channels] = maps.shape as Shape4D;
  // Zeros after each column, then after each row; the last ones are cut off.
  const columnsApart = padMiddle(run, maps, [batch * rows * columns, 1, channels], stepColumns);
  const line = columns * stepColumns * channels;
  const apart = padMiddle(run, columnsApart, [batch * rows, 1, line], stepRows);
  const shape = [batch, rows * stepRows, columns * stepColumns, channels];
  return crop(run, run('Reshape', { x: apart }, { shape }), [
    batch,
    (rows - 1) * stepRows + 1,
    (columns - 1) * stepColumns + 1,
    channels,
  ]);
}

/** `x` as `shape` (`[m, 1, n]`), with zeros after it along the middle axis: `[m, length, n]`. */
function padMiddle(
  run: RunKernel,
  x: TensorInfo,
  shape: [number, 1, number],
  length: number,
): TensorInfo {
  const paddings = [
    [0, 0],
    [0, length - 1],
    [0, 0],
  ];
  return run('PadV2', { x: run('Reshape', { x }, { shape }) }, { paddings, constantValue: 0 });
}

function transpose(run: RunKernel, x: TensorInfo, perm: Shape4D): TensorInfo {
  return run('Transpose', { x }, { perm });
}

/** The first cells of `x` along each axis. */
function crop(run: RunKernel, x: TensorInfo, size: Shape4D): TensorInfo {
  if (size.every((length, axis) => length === x.shape[axis])) return x;
  return run('Slice', { x }, { begin: [0, 0, 0, 0], size });
}
