/** What a matrix product or a convolution would give, without computing it. */
import {
  nativeAttributes,
  type Binding,
  type NativeAttribute,
  type NativeTensor,
  type NodeBackend,
} from '../backend/node-backend';

/** What is known of an op's inputs, by the binding's ids. */
interface Inputs {
  shapeOf(id: number): readonly number[] | undefined;
  /** Of small constants of int32. */
  valuesOf(id: number): readonly number[] | undefined;
}

/**
 * The shape of a product of two float32 matrices, or of a convolution of `[batch, height, width, channels]` or one
 * of its two gradients, as tfjs asks the binding for it; null for any other op.
 */
export function inferShape(
  { TF_FLOAT }: Pick<Binding, 'TF_FLOAT'>,
  op: string,
  attributes: readonly NativeAttribute[],
  inputs: readonly number[],
  { shapeOf, valuesOf }: Inputs,
): readonly number[] | null {
  const [first = -1, second = -1] = inputs;
  if (valueOf(attributes, 'T') !== TF_FLOAT) return null;
  switch (op) {
    case 'BatchMatMulV2':
      return matrixShape(shapeOf(first), shapeOf(second), attributes);
    case 'Conv2D':
      return mapShape(shapeOf(first), shapeOf(second), attributes);
    // Gradients are told the shape of what they are gradients by.
    case 'Conv2DBackpropInput':
      return valuesOf(first) ?? null;
    case 'Conv2DBackpropFilter':
      return valuesOf(second) ?? null;
    default:
      return null;
  }
}

type Shape = readonly number[] | undefined;
type Given = readonly NativeAttribute[];

function valueOf(given: Given, name: string): unknown {
  return given.find((attribute) => attribute.name === name)?.value;
}

function matrixShape(left: Shape, right: Shape, given: Given): number[] | null {
  if (left?.length !== 2 || right?.length !== 2) return null;
  const rows = left[valueOf(given, 'adj_x') === true ? 1 : 0];
  const columns = right[valueOf(given, 'adj_y') === true ? 0 : 1];
  return rows === undefined || columns === undefined ? null : [rows, columns];
}

/** `filter`: `[height, width, channels in, channels out]`. */
function mapShape(maps: Shape, filter: Shape, given: Given): number[] | null {
  const [strides, dilations] = [valueOf(given, 'strides'), valueOf(given, 'dilations')];
  const isDilated = !Array.isArray(dilations) || dilations.some((by) => by !== 1);
  if (!maps || !filter || !Array.isArray(strides) || isDilated) return null;
  if (valueOf(given, 'data_format') !== 'NHWC') return null;
  const padding = valueOf(given, 'padding');
  if (padding !== 'SAME' && padding !== 'VALID') return null;
  const along = (axis: 0 | 1): number => {
    const [size = 0, covered = 0] = [maps[axis + 1], filter[axis]];
    return Math.ceil((padding === 'SAME' ? size : size - covered + 1) / Number(strides[axis + 1]));
  };
  return [maps[0] ?? 0, along(0), along(1), filter[3] ?? 0];
}

/** A tensor of zeros, past any interception of the binding; the caller's to delete. */
export function zerosOf(
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
  if (!zeros) throw new Error('Fill gave nothing');
  return zeros;
}
