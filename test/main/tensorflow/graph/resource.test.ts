import { expect, it } from 'vitest';
import {
  barrierNode,
  constantNodes,
  feedNodeName,
  readNodeName,
  resourceNodes,
  writesDoneNode,
} from '#tensorflow/graph/resource';

const [FLOAT, INT32] = [1, 3];
const dtype = { type: FLOAT };

it('writes the nodes of a resource: its handle, a read, and a write of a copy of what is fed', () => {
  const shape = { shape: [2, 3] };
  const nodes = resourceNodes({ handle: 'variable/0', dtype: FLOAT, shape: [2, 3] });
  expect(nodes).toEqual([
    {
      name: 'variable/0',
      op: 'VarHandleOp',
      inputs: [],
      attributes: { dtype, shape, shared_name: { s: 'variable/0' } },
    },
    {
      name: 'variable/0/value',
      op: 'ReadVariableOp',
      inputs: ['variable/0'],
      attributes: { dtype },
    },
    { name: 'variable/0/input', op: 'Placeholder', inputs: [], attributes: { dtype, shape } },
    {
      name: 'variable/0/copy',
      op: 'DeepCopy',
      inputs: ['variable/0/input'],
      attributes: { T: dtype },
    },
    {
      name: 'variable/0/write',
      op: 'AssignVariableOp',
      inputs: ['variable/0', 'variable/0/copy'],
      attributes: { dtype },
    },
  ]);
  expect(readNodeName('variable/0')).toBe('variable/0/value');
  expect(feedNodeName('variable/0')).toBe('variable/0/input');
});

it('writes what is fed to a constant without a copy', () => {
  const resource = { handle: 'constant/4', dtype: FLOAT, shape: [2, 3] };
  const nodes = constantNodes(resource);
  expect(nodes.slice(0, 3)).toEqual(resourceNodes(resource).slice(0, 3));
  expect(nodes.slice(3)).toEqual([
    {
      name: 'constant/4/write',
      op: 'AssignVariableOp',
      inputs: ['constant/4', 'constant/4/input'],
      attributes: { dtype },
    },
  ]);
});

it('makes a constant to fetch that runs after other nodes, or after all writes', () => {
  const tensor = { dtype: INT32, shape: [], content: { intVal: [0] } };
  const done = {
    name: 'done',
    op: 'Const',
    inputs: [],
    attributes: { dtype: { type: INT32 }, value: { tensor } },
  };
  expect(barrierNode('done', INT32, ['a', 'b'])).toEqual({ ...done, controlInputs: ['a', 'b'] });
  expect(writesDoneNode('done', INT32, ['variable/0', 'constant/4'])).toEqual({
    ...done,
    controlInputs: ['variable/0/write', 'constant/4/write'],
  });
});
