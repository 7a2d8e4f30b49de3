/** What a matrix product would give, without computing it. */
import type { Binding, NativeAttribute, NativeTensor } from './node-backend';

/** The shape of a product of two float32 matrices as tfjs asks the binding for it; null for any other op. */
export function productShape(
  { TF_FLOAT }: Pick<Binding, 'TF_FLOAT'>,
  op: string,
  attributes: readonly NativeAttribute[],
  inputs: readonly number[],
  shapeOf: (id: number) => readonly number[] | undefined,
): number[] | null {
  const given = new Map(attributes.map(({ name, value }) => [name, value]));
  const [left, right] = inputs.map(shapeOf);
  if (op !== 'BatchMatMulV2' || given.get('T') !== TF_FLOAT) return null;
  if (left?.length !== 2 || right?.length !== 2) return null;
  const rows = left[given.get('adj_x') === true ? 1 : 0];
  const columns = right[given.get('adj_y') === true ? 0 : 1];
  return rows === undefined || columns === undefined ? null : [rows, columns];
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
