import { describe, expect, it } from 'vitest';
import type { GraphNode } from '#tensorflow/graph/graph';
import { placeOnDevices } from '#tensorflow/graph/device-placement';

const node = (name: string, op: string, ...inputs: string[]): GraphNode => ({
  name,
  op,
  inputs,
  attributes: {},
});
const variable = (name: string): GraphNode[] => [
  node(name, 'VarHandleOp'),
  node(`${name}/value`, 'ReadVariableOp', name),
];
const weights = (name: string, gradient: string): GraphNode =>
  node(`${name}/update`, 'ResourceApplyGradientDescent', name, 'rate', gradient);

/** The groups of the weights w and the synthesizers m of three layers in a chain. */
const groups: Record<string, number> = { w0: 0, m0: 0, w1: 1, m1: 1, w2: 2 };
const devices = ['gpu:0', 'gpu:1', 'cpu:0'];

function devicesOf(nodes: readonly GraphNode[]): Record<string, string | undefined> {
  const result = placeOnDevices(nodes, {
    groupOf: (handle) => groups[handle] ?? null,
    deviceOf: (group) => devices[group] ?? null,
  });
  return Object.fromEntries(result.map(({ name, device }) => [name, device]));
}

const [first, second, third] = ['/device:GPU:0', '/device:GPU:1', '/device:CPU:0'];
const forward = [
  node('x', 'Placeholder'),
  node('rate', 'Placeholder'),
  ...['w0', 'w1', 'w2'].flatMap(variable),
  node('a0', 'MatMul', 'x', 'w0/value'),
  node('h0', 'Relu', 'a0'),
  node('a1', 'MatMul', 'h0', 'w1/value'),
  node('h1', 'Relu', 'a1'),
  node('a2', 'MatMul', 'h1', 'w2/value'),
  node('loss', 'SoftmaxCrossEntropyWithLogits', 'a2', 'x'),
];

describe('a decoupled chain', () => {
  // Each layer gets its gradient from the synthesizer of its message, which learns from that of the next layer.
  const nodes = [
    ...forward,
    ...variable('m0'),
    ...variable('m1'),
    node('s0', 'MatMul', 'h0', 'm0/value'),
    node('s1', 'MatMul', 'h1', 'm1/value'),
    node('g0', 'ReluGrad', 's0', 'h0'),
    node('g1', 'ReluGrad', 's1', 'h1'),
    node('d0', 'MatMul', 'x', 'g0'),
    node('d1', 'MatMul', 'h0', 'g1'),
    node('d2', 'MatMul', 'h1', 'loss:1'),
    // The arriving gradients of the two messages; the upper one uses a transposed copy of the weights.
    node('t0', 'MatMul', 'g1', 'w1/value'),
    node('transposed', 'Transpose', 'w2/value'),
    node('t1', 'MatMul', 'loss:1', 'transposed'),
    node('e0', 'Sub', 's0', 't0'),
    node('e1', 'Sub', 's1', 't1'),
    node('n0', 'MatMul', 'h0', 'e0'),
    node('n1', 'MatMul', 'h1', 'e1'),
    node('report', 'AddN', 'loss', 'e0', 'e1'),
    weights('w0', 'd0'),
    weights('w1', 'd1'),
    weights('w2', 'd2'),
    weights('m0', 'n0'),
    weights('m1', 'n1'),
  ];
  const placed = devicesOf(nodes);

  it('runs the forward pass on the device of the weights', () => {
    expect(placed).toMatchObject({ a0: first, h0: first, a1: second, h1: second, a2: third });
    expect(placed['loss']).toBe(third);
  });

  it('runs the backward pass on the device of the update', () => {
    expect(placed).toMatchObject({ g0: first, d0: first, g1: second, d1: second, d2: third });
  });

  it('places a synthesizer with the module that sends the message and uses its gradient', () => {
    expect(placed).toMatchObject({ s0: first, e0: first, n0: first, s1: second, e1: second });
    expect(placed).toMatchObject({ 'm0/value': first, 'm0/update': first, n1: second });
  });

  it('computes the gradient of a message on the device that received it', () => {
    expect(placed).toMatchObject({ t0: second, transposed: third, t1: third });
  });

  it('lets TensorFlow place the inputs', () => {
    expect(placed['x']).toBeUndefined();
    expect(placed['rate']).toBeUndefined();
  });

  it('does not depend on the order of the nodes', () => {
    expect(devicesOf([...nodes].reverse())).toEqual(placed);
  });
});

it('runs the backward pass of each layer on its device in a locked chain', () => {
  const placed = devicesOf([
    ...forward,
    node('t1', 'MatMul', 'loss:1', 'w2/value'),
    node('g1', 'ReluGrad', 't1', 'h1'),
    node('t0', 'MatMul', 'g1', 'w1/value'),
    node('g0', 'ReluGrad', 't0', 'h0'),
    node('d0', 'MatMul', 'x', 'g0'),
    node('d1', 'MatMul', 'h0', 'g1'),
    node('d2', 'MatMul', 'h1', 'loss:1'),
    weights('w0', 'd0'),
    weights('w1', 'd1'),
    weights('w2', 'd2'),
  ]);
  expect(placed).toMatchObject({ t1: third, g1: second, t0: second, g0: first });
  expect(placed).toMatchObject({ d0: first, d1: second, d2: third });
});

it('lets TensorFlow place a group without a device', () => {
  const result = placeOnDevices(forward, {
    groupOf: (handle) => groups[handle] ?? null,
    deviceOf: (group) => (group === 1 ? 'gpu:1' : null),
  });
  const placed = result.filter(({ device }) => device !== undefined).map(({ name }) => name);
  expect(placed).toEqual(['w1', 'w1/value', 'a1', 'h1']);
});
