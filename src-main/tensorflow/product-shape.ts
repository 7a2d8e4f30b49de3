/** What a matrix product or a convolution would give, without computing it. */
import type { Binding, NativeAttribute, NativeTensor } from './node-backend';

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
export function productShape(
  { TF_FLOAT }: Pick<Binding, 'TF_FLOAT'>,
  op: string,
  attributes: readonly NativeAttribute[],
  inputs: readonly number[],
  { shapeOf, valuesOf }: Inputs,
): number[] | null {
  const given = new Map(attributes.map(({ name, value }) => [name, value]));
  const [first = -1, second = -1] = inputs;
  if (given.get('T') !== TF_FLOAT) return null;
  switch (op) {
    case 'BatchMatMulV2':
      return matrixShape(shapeOf(first), shapeOf(second), given);
    case 'Conv2D':
      return mapShape(shapeOf(first), shapeOf(second), given);
    // Gradients are told the shape of what they are gradients by.
    case 'Conv2DBackpropInput':
      return shapeOrNull(valuesOf(first));
    case 'Conv2DBackpropFilter':
      return shapeOrNull(valuesOf(second));
    default:
      return null;
  }
}

type Shape = readonly number[] | undefined;
type Given = ReadonlyMap<string, unknown>;

function matrixShape(left: Shape, right: Shape, given: Given): number[] | null {
  if (left?.length !== 2 || right?.length !== 2) return null;
  const rows = left[given.get('adj_x') === true ? 1 : 0];
  const columns = right[given.get('adj_y') === true ? 0 : 1];
  return rows === undefined || columns === undefined ? null : [rows, columns];
}

/** `filter`: `[height, width, channels in, channels out]`. */
function mapShape(maps: Shape, filter: Shape, given: Given): number[] | null {
  const [strides, dilations] = [given.get('strides'), given.get('dilations')];
  const isDilated = !Array.isArray(dilations) || dilations.some((by) => by !== 1);
  if (!maps || !filter || !Array.isArray(strides) || isDilated) return null;
  if (given.get('data_format') !== 'NHWC') return null;
  const padding = given.get('padding');
  if (padding !== 'SAME' && padding !== 'VALID') return null;
  const along = (axis: 0 | 1): number => {
    const [size = 0, covered = 0] = [maps[axis + 1], filter[axis]];
    return Math.ceil((padding === 'SAME' ? size : size - covered + 1) / Number(strides[axis + 1]));
  };
  return [maps[0] ?? 0, along(0), along(1), filter[3] ?? 0];
}

function shapeOrNull(values: Shape): number[] | null {
  return values ? [...values] : null;
}

/** A tensor of zeros, the caller's to delete. */
export function zerosOf(binding: Binding, shape: readonly number[]): NativeTensor {
  const { TF_FLOAT, TF_INT32, TF_ATTR_TYPE } = binding;
  const dims = binding.createTensor([shape.length], TF_INT32, Int32Array.from(shape));
  const zero = binding.createTensor([], TF_FLOAT, new Float32Array(1));
  const types = { T: TF_FLOAT, index_type: TF_INT32 };
  const attributes = Object.entries(types).map(([name, value]) => ({
    name,
    type: TF_ATTR_TYPE,
    value,
  }));
  const [zeros] = binding.executeOp('Fill', attributes, [dims, zero], 1);
  binding.deleteTensor(dims);
  binding.deleteTensor(zero);
  if (!zeros) throw new Error('Fill gave nothing');
  return zeros;
}
