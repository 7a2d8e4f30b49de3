import { tf, type Tensor, type Tensor2D, type Tensor4D } from '#tensorflow/backend/tf';
import type { Parameters } from '../parameters';

/** Initial values. `zero`: of the last layer of a synthesizer. `uniform`: in ±1/√(inputs of one unit), kernel and bias. */
export type Start = 'uniform' | 'zero';

interface LinearOptions {
  bias?: boolean;
  start?: Start;
}

/** A linear map of vectors, `x · kernel + bias`: `[batch, inputs]` to `[batch, units]`. */
export function linear(
  parameters: Parameters,
  name: string,
  inputs: number,
  units: number,
  { bias = true, start = 'uniform' }: LinearOptions = {},
): (x: Tensor) => Tensor {
  const initializer = start === 'zero' ? 'zeros' : { limit: 1 / Math.sqrt(inputs) };
  const kernel = parameters.create(`${name}/kernel`, [inputs, units], initializer, {
    decays: true,
  });
  const offset = bias ? parameters.create(`${name}/bias`, [units], initializer) : null;
  return (x) => {
    const product = tf.matMul(x as Tensor2D, kernel as Tensor2D);
    return offset ? tf.add(product, offset) : product;
  };
}

interface ConvolutionOptions extends LinearOptions {
  stride?: [number, number];
  padding?: 'same' | 'valid';
}

/**
 * A convolution of feature maps: `[batch, rows, columns, channels]` to
 * `[batch, rows', columns', filters]`; kernel `[kernel rows, kernel columns, channels, filters]`.
 */
export function convolution(
  parameters: Parameters,
  name: string,
  channels: number,
  filters: number,
  kernelSize: [number, number],
  { bias = true, start = 'uniform', stride = [1, 1], padding = 'same' }: ConvolutionOptions = {},
): (x: Tensor) => Tensor {
  const fanIn = kernelSize[0] * kernelSize[1] * channels;
  const initializer = start === 'zero' ? 'zeros' : { limit: 1 / Math.sqrt(fanIn) };
  const kernel = parameters.create(
    `${name}/kernel`,
    [...kernelSize, channels, filters],
    initializer,
    { decays: true },
  );
  const offset = bias ? parameters.create(`${name}/bias`, [filters], initializer) : null;
  return (x) => {
    const maps = tf.conv2d(x as Tensor4D, kernel as Tensor4D, stride, padding);
    return offset ? tf.add(maps, offset) : maps;
  };
}
