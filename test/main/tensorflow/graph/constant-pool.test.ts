import { expect, it } from 'vitest';
import type { Binding } from '#tensorflow/backend/node-backend';
import { ConstantPool } from '#tensorflow/graph/constant-pool';

const [FLOAT, INT32, BOOL] = [1, 3, 10];
const newPool = (): ConstantPool =>
  new ConstantPool({ TF_FLOAT: FLOAT, TF_INT32: INT32 } as Binding);

it('stores equal constants once, and those of another shape, type or value on their own', () => {
  const pool = newPool();
  const ones = Float32Array.of(1, 2);
  expect(pool.add([2], FLOAT, ones)).toBe('constant/0');
  expect(pool.add([2], FLOAT, Float32Array.of(0, 1, 2).subarray(1))).toBe('constant/0');
  expect(pool.add([2, 1], FLOAT, ones)).toBe('constant/1');
  expect(pool.add([2], INT32, new Int32Array(ones.buffer))).toBe('constant/2');
  expect(pool.add([2], FLOAT, Float32Array.of(1, 3))).toBe('constant/3');
  expect(pool.int32([2], [4, 5])).toBe(pool.add([2], INT32, Int32Array.of(4, 5)));
  expect(pool.int32Type()).toEqual({ type: INT32 });
  expect(pool.embedded()).toHaveLength(5);
});

it.each([
  ['floats', FLOAT, Float32Array.of(2, 2), { floatVal: [2] }],
  ['integers', INT32, Int32Array.of(-3, -3), { intVal: [-3] }],
  ['booleans', BOOL, Uint8Array.of(1, 1), { tensorContent: Uint8Array.of(1, 1) }],
  ['different integers', INT32, Int32Array.of(1, 258), [1, 0, 0, 0, 2, 1, 0, 0]],
  ['different floats', FLOAT, Float32Array.of(1, -2), [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]],
])('embeds %s', (_, dtype, values, expected) => {
  const pool = newPool();
  pool.add([2], dtype, values);
  const content = Array.isArray(expected) ? { tensorContent: Uint8Array.from(expected) } : expected;
  const value = { tensor: { dtype, shape: [2], content } };
  expect(pool.embedded()).toEqual([
    { name: 'constant/0', op: 'Const', inputs: [], attributes: { dtype: { type: dtype }, value } },
  ]);
});

/** A binding that counts the tensors it makes from 100, and notes their values and which are deleted. */
function fakeBinding() {
  const made: unknown[] = [];
  const deleted: number[] = [];
  const binding = {
    TF_FLOAT: FLOAT,
    TF_INT32: INT32,
    createTensor: (_: number[], __: number, values: unknown) => 99 + made.push(values),
    deleteTensor: (id: number) => void deleted.push(id),
  } as unknown as Binding;
  return { pool: new ConstantPool(binding), made, deleted };
}

it('holds a constant of more than 4096 bytes in a tensor for a resource, unless it has a single value', () => {
  const { pool, made, deleted } = fakeBinding();
  const count = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i);
  expect(pool.add([1024], FLOAT, count(1024))).toBe('constant/0');
  const values = count(1025);
  expect(pool.add([5, 205], FLOAT, values)).toBe('constant/1/value');
  expect(pool.add([5000], FLOAT, new Float32Array(5000))).toBe('constant/2');
  values[0] = 7;
  expect(made).toEqual([count(1025)]);
  expect(pool.large()).toEqual([
    { handle: 'constant/1', dtype: FLOAT, shape: [5, 205], tensorId: 100 },
  ]);
  expect(pool.embedded().map(({ name }) => name)).toEqual(['constant/0', 'constant/2']);
  pool.dispose();
  expect(deleted).toEqual([100]);
});

it('takes over a tensor that is not read, once for each source', () => {
  const { pool, made, deleted } = fakeBinding();
  const tensor = (id: number) => ({ id, shape: [2, 3], dtype: FLOAT });
  expect(pool.addTensor(7, tensor(20))).toBe('constant/0/value');
  expect(pool.addTensor(7, tensor(21))).toBe('constant/0/value');
  expect(pool.addTensor(8, tensor(22))).toBe('constant/1/value');
  expect(pool.uniformValue('constant/0/value')).toBeNull();
  expect(pool.large().map(({ tensorId }) => tensorId)).toEqual([20, 22]);
  expect([made, deleted]).toEqual([[], [21]]);
  pool.dispose();
  expect(deleted).toEqual([21, 20, 22]);
});

it('returns the single value of a constant, but not for NaN or for zeros of both signs', () => {
  const pool = newPool();
  const uniform = (...values: number[]): number | null =>
    pool.uniformValue(pool.add([values.length], FLOAT, Float32Array.from(values)));
  expect(uniform(0.5, 0.5)).toBe(0.5);
  expect(uniform(-0)).toBe(-0);
  expect(uniform(0.5, 1)).toBeNull();
  expect(uniform(0, -0)).toBeNull();
  expect(uniform(Number.NaN, Number.NaN)).toBeNull();
  expect(uniform()).toBeNull();
  expect(pool.uniformValue('s/0')).toBeNull();
});
