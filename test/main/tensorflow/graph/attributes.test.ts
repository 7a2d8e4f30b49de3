import { expect, it } from 'vitest';
import type { Binding } from '#tensorflow/backend/node-backend';
import { graphAttribute, inferredAttributes } from '#tensorflow/graph/attributes';

const binding = {
  TF_INT32: 3,
  TF_ATTR_STRING: 10,
  TF_ATTR_INT: 11,
  TF_ATTR_FLOAT: 12,
  TF_ATTR_BOOL: 13,
  TF_ATTR_TYPE: 14,
  TF_ATTR_SHAPE: 15,
} as Binding;

it.each([
  [10, 'SAME', { s: 'SAME' }],
  [11, 2, { i: 2 }],
  [11, [1, 2], { ints: [1, 2] }],
  [12, 0.5, { f: 0.5 }],
  [12, [0.5], { floats: [0.5] }],
  [13, false, { b: false }],
  [13, [true], { bools: [true] }],
  [14, 1, { type: 1 }],
  [15, [2, 3], { shape: [2, 3] }],
])('converts an attribute of type %i with the value %j', (type, value, expected) => {
  expect(graphAttribute(binding, { name: 'a', type, value })).toEqual(expected);
});

it.each([
  ['a list of strings', 10, ['a']],
  ['a list of types', 14, [1]],
  ['an unknown type', 99, 1],
])('has no form for %s', (_, type, value) => {
  expect(graphAttribute(binding, { name: 'a', type, value })).toBeNull();
});

it('states the types of ExpandDims, which eager execution infers', () => {
  const expected = { T: { type: 1 }, Tdim: { type: 3 } };
  expect(inferredAttributes(binding, 'ExpandDims', 1)).toEqual(expected);
  expect(inferredAttributes(binding, 'ExpandDims', undefined)).toEqual({});
  expect(inferredAttributes(binding, 'Reshape', 1)).toEqual({});
});
