import { expect, it } from 'vitest';
import type { Binding } from '#tensorflow/backend/node-backend';
import { ConstantPool } from '#tensorflow/graph/constant-pool';
import type { AttributeValue, GraphNode } from '#tensorflow/graph/graph';
import { removeIdentities } from '#tensorflow/graph/passes/remove-identities';

const [FLOAT, INT32] = [{ type: 1 }, { type: 3 }];
const constants = new ConstantPool({ TF_FLOAT: 1, TF_INT32: 3 } as Binding);
const one = constants.add([], 1, Float32Array.of(1));
const two = constants.add([], 1, Float32Array.of(2));

/** What a consumer of the node `y` takes as its input once identities are removed; `x` is [2, 3]. */
function inputOfConsumer(
  op: string,
  inputs: string[],
  shape: number[],
  attributes: Record<string, AttributeValue> = {},
): string | undefined {
  const nodes: GraphNode[] = [
    { name: 'x', op: 'Placeholder', inputs: [], attributes: {} },
    { name: 'y', op, inputs, attributes },
    { name: 'consumer', op: 'Neg', inputs: ['y'], attributes: {} },
  ];
  const shapes = new Map([
    ['x', [2, 3]],
    ['y', shape],
    [one, []],
    [two, []],
  ]);
  const context = {
    constants,
    shapeOf: (output: string) => shapes.get(output),
    onCpu: true,
    fusesElementwise: false,
    parallelOps: 1,
    precision: 'float32' as const,
  };
  return removeIdentities(nodes, context).at(-1)?.inputs[0];
}

it.each([
  ['a cast to the same type', 'Cast', ['x'], [2, 3], { SrcT: FLOAT, DstT: FLOAT }],
  ['a reshape to the same shape', 'Reshape', ['x', 'shape'], [2, 3], {}],
  ['a product with 1', 'Mul', ['x', one], [2, 3], {}],
  ['a product of 1 with a tensor', 'Mul', [one, 'x'], [2, 3], {}],
])('removes %s', (_, op, inputs, shape, attributes) => {
  expect(inputOfConsumer(op, inputs, shape, attributes)).toBe('x');
});

it.each([
  ['a cast to another type', 'Cast', ['x'], [2, 3], { SrcT: FLOAT, DstT: INT32 }],
  ['a reshape to another shape', 'Reshape', ['x', 'shape'], [3, 2], {}],
  ['a product with 2', 'Mul', ['x', two], [2, 3], {}],
  ['a product with 1 that broadcasts', 'Mul', [one, 'x'], [4, 2, 3], {}],
])('keeps %s', (_, op, inputs, shape, attributes) => {
  expect(inputOfConsumer(op, inputs, shape, attributes)).toBe('y');
});
