import { expect, it } from 'vitest';
import { fuseGradients } from '#tensorflow/graph/passes/fuse-gradients';
import { SketchGraph } from './sketch';

it('fuses the gradients of sigmoid, tanh and ReLU', () => {
  const graph = new SketchGraph();
  const [one, zero] = [graph.scalar(1), graph.scalar(0)];
  const shape = [4];
  for (const name of ['x', 'dy']) graph.node(name, 'Placeholder', [], shape);
  graph.node('s', 'Sigmoid', ['x'], shape);
  graph.node('s1', 'Sub', [one, 's'], shape);
  graph.node('s2', 'Mul', ['s', 's1'], shape);
  graph.node('ds', 'Mul', ['dy', 's2'], shape);
  graph.node('t', 'Tanh', ['x'], shape);
  graph.node('t1', 'Square', ['t'], shape);
  graph.node('t2', 'Sub', [one, 't1'], shape);
  graph.node('dt', 'Mul', ['t2', 'dy'], shape);
  graph.node('nan', 'IsNan', ['x'], shape);
  graph.node('above', 'Greater', ['x', zero], shape);
  const ones = graph.constants.add(shape, 1, Float32Array.of(1, 1, 1, 1));
  graph.node('zeros', 'Fill', ['shape', zero], shape);
  graph.node('r1', 'Select', ['above', ones, 'zeros'], shape);
  graph.node('r2', 'Select', ['nan', 'x', 'r1'], shape);
  graph.node('dr', 'Mul', ['dy', 'r2'], shape);
  const nodes = graph.rewrite(fuseGradients, ['ds', 'dt', 'dr']);
  expect([...nodes.keys()].sort()).toEqual(['dr', 'ds', 'dt', 'dy', 's', 't', 'x']);
  expect(nodes.get('ds')).toMatchObject({ op: 'SigmoidGrad', inputs: ['s', 'dy'] });
  expect(nodes.get('dt')).toMatchObject({ op: 'TanhGrad', inputs: ['t', 'dy'] });
  expect(nodes.get('dr')).toMatchObject({ op: 'ReluGrad', inputs: ['dy', 'x'] });
});

it('does not fuse products that only look similar', () => {
  const graph = new SketchGraph();
  const two = graph.scalar(2);
  for (const name of ['x', 'dy']) graph.node(name, 'Placeholder', [], [4]);
  graph.node('t', 'Tanh', ['x'], [4]);
  graph.node('t1', 'Square', ['t'], [4]);
  graph.node('t2', 'Sub', [two, 't1'], [4]);
  graph.node('dt', 'Mul', ['t2', 'dy'], [4]);
  expect(graph.rewrite(fuseGradients, ['dt']).get('dt')?.op).toBe('Mul');
});

it('fuses neither 1 − y² of another activation nor a product that broadcasts', () => {
  const graph = new SketchGraph();
  const one = graph.scalar(1);
  graph.node('x', 'Placeholder', [], [4]);
  graph.node('dy', 'Placeholder', [], [4]);
  graph.node('batch-dy', 'Placeholder', [], [2, 4]);
  for (const [name, op] of [
    ['t', 'Tanh'],
    ['e', 'Elu'],
  ] as const) {
    graph.node(name, op, ['x'], [4]);
    graph.node(`${name}1`, 'Square', [name], [4]);
    graph.node(`${name}2`, 'Sub', [one, `${name}1`], [4]);
  }
  graph.node('of-elu', 'Mul', ['e2', 'dy'], [4]);
  graph.node('broadcast', 'Mul', ['t2', 'batch-dy'], [2, 4]);
  const nodes = graph.rewrite(fuseGradients, ['of-elu', 'broadcast']);
  expect(nodes.get('of-elu')?.op).toBe('Mul');
  expect(nodes.get('broadcast')?.op).toBe('Mul');
});
