import { describe, expect, it } from 'vitest';
import type { GraphNode } from '#tensorflow/graph/graph';
import { placeOnDevices } from '#tensorflow/graph/placement';

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

/** Three layers in a chain, and what each weight's group is. */
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
  // Each layer's gradient comes from the synthesizer of its message, which learns from the next layer's.
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
    // What arrives at the two cuts, with a transposed copy of the weights for the upper one.
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
  const found = devicesOf(nodes);

  it('goes forward where each weight is', () => {
    expect(found).toMatchObject({ a0: first, h0: first, a1: second, h1: second, a2: third });
    expect(found['loss']).toBe(third);
  });

  it('goes back where each update is made', () => {
    expect(found).toMatchObject({ g0: first, d0: first, g1: second, d1: second, d2: third });
  });

  it('keeps a synthesizer with the sender of its message, which alone needs its word', () => {
    expect(found).toMatchObject({ s0: first, e0: first, n0: first, s1: second, e1: second });
    expect(found).toMatchObject({ 'm0/value': first, 'm0/update': first, n1: second });
  });

  it('computes the gradient of a message where it was read', () => {
    expect(found).toMatchObject({ t0: second, transposed: third, t1: third });
  });

  it('leaves inputs to TensorFlow', () => {
    expect(found['x']).toBeUndefined();
    expect(found['rate']).toBeUndefined();
  });

  it('says the same whatever the order of the nodes', () => {
    expect(devicesOf([...nodes].reverse())).toEqual(found);
  });
});

it('sends each layer of a locked chain its own part of the way back', () => {
  const found = devicesOf([
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
  expect(found).toMatchObject({ t1: third, g1: second, t0: second, g0: first });
  expect(found).toMatchObject({ d0: first, d1: second, d2: third });
});

it('leaves a group without a device alone', () => {
  const result = placeOnDevices(forward, {
    groupOf: (handle) => groups[handle] ?? null,
    deviceOf: (group) => (group === 1 ? 'gpu:1' : null),
  });
  const found = result.filter(({ device }) => device !== undefined).map(({ name }) => name);
  expect(found).toEqual(['w1', 'w1/value', 'a1', 'h1']);
});
