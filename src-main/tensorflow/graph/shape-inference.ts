/** The shapes of matrix products and convolutions, without computing them. */
import {
  nativeAttributes,
  type Binding,
  type NativeAttribute,
  type NativeTensor,
  type NodeBackend,
} from '../backend/node-backend';

type Shape = readonly number[] | undefined;
type NativeAttributes = readonly NativeAttribute[];

/** What a trace knows about the inputs of an op, by the binding's ids. */
interface InputInfo {
  shapeOf(id: number): Shape;
  /** The values of small int32 constants. */
  valuesOf(id: number): readonly number[] | undefined;
}

/**
 * The shape of the result of a float32 product of two matrices, of a convolution of `[batch, height, width,
 * channels]`, or of one of its two gradients, for the attributes that tfjs passes to the binding; null for
 * any other op.
 */
export function inferShape(
  { TF_FLOAT }: Pick<Binding, 'TF_FLOAT'>,
  op: string,
  attributes: NativeAttributes,
  inputs: readonly number[],
  { shapeOf, valuesOf }: InputInfo,
): readonly number[] | null {
  const [first = -1, second = -1] = inputs;
  if (attributeValue(attributes, 'T') !== TF_FLOAT) return null;
  switch (op) {
    case 'BatchMatMulV2':
      return matMulShape(shapeOf(first), shapeOf(second), attributes);
    case 'Conv2D':
      return convolutionShape(shapeOf(first), shapeOf(second), attributes);
    // The gradients take the shape of their result as an input.
    case 'Conv2DBackpropInput':
      return valuesOf(first) ?? null;
    case 'Conv2DBackpropFilter':
      return valuesOf(second) ?? null;
    default:
      return null;
  }
}

function attributeValue(attributes: NativeAttributes, name: string): unknown {
  return attributes.find((attribute) => attribute.name === name)?.value;
}

function matMulShape(left: Shape, right: Shape, attributes: NativeAttributes): number[] | null {
  if (left?.length !== 2 || right?.length !== 2) return null;
  const rows = left[attributeValue(attributes, 'adj_x') === true ? 1 : 0];
  const columns = right[attributeValue(attributes, 'adj_y') === true ? 0 : 1];
  return rows === undefined || columns === undefined ? null : [rows, columns];
}

/** `input` is `[batch, height, width, channels]`, `filter` `[height, width, channels in, channels out]`. */
function convolutionShape(
  input: Shape,
  filter: Shape,
  attributes: NativeAttributes,
): number[] | null {
  const strides = attributeValue(attributes, 'strides');
  const dilations = attributeValue(attributes, 'dilations');
  const isDilated = !Array.isArray(dilations) || dilations.some((dilation) => dilation !== 1);
  if (!input || !filter || !Array.isArray(strides) || isDilated) return null;
  if (attributeValue(attributes, 'data_format') !== 'NHWC') return null;
  const padding = attributeValue(attributes, 'padding');
  if (padding !== 'SAME' && padding !== 'VALID') return null;
  const sizeAlong = (axis: 0 | 1): number => {
    const [inputSize = 0, filterSize = 0] = [input[axis + 1], filter[axis]];
    const positions = padding === 'SAME' ? inputSize : inputSize - filterSize + 1;
    return Math.ceil(positions / Number(strides[axis + 1]));
  };
  return [input[0] ?? 0, sizeAlong(0), sizeAlong(1), filter[3] ?? 0];
}

/**
 * A float32 tensor of zeros, made by `binding`: pass the original binding to bypass one that intercepts
 * calls. The caller deletes it.
 */
export function createZeros(
  backend: NodeBackend,
  binding: Binding,
  shape: readonly number[],
): NativeTensor {
  const dims = binding.createTensor([shape.length], binding.TF_INT32, Int32Array.from(shape));
  const zero = binding.createTensor([], binding.TF_FLOAT, new Float32Array(1));
  const types = { T: 'float32', index_type: 'int32' } as const;
  const [zeros] = binding.executeOp('Fill', nativeAttributes(backend, { types }), [dims, zero], 1);
  binding.deleteTensor(dims);
  binding.deleteTensor(zero);
  if (!zeros) throw new Error('the op Fill returned no tensor');
  return zeros;
}
