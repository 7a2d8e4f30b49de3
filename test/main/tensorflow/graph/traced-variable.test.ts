import { expect, it } from 'vitest';
import { GraphBuilder } from '#tensorflow/graph/graph-builder';
import { TracedVariable, type ProgramVariable } from '#tensorflow/graph/traced-variable';
import type { Variable } from '#tensorflow/backend/tf';

const FLOAT = 1;
const weight: ProgramVariable = {
  name: 'w',
  handle: 'variable/0',
  dtype: FLOAT,
  shape: [2],
  // The graph needs the handle only.
  variable: {} as Variable,
};

it('orders reads after the last write, and writes after the reads before them', () => {
  const graph = new GraphBuilder('s');
  const variable = new TracedVariable(weight, 7);
  expect(variable.addRead(graph)).toBe('s/0');
  expect(variable.addRead(graph)).toBe('s/1');
  variable.addWrite(graph, 's/0');
  expect(variable.addRead(graph)).toBe('s/3');
  variable.addWrite(graph, 's/3');
  const attributes = { dtype: { type: FLOAT } };
  const read = { op: 'ReadVariableOp', inputs: ['variable/0'], attributes };
  const write = { op: 'AssignVariableOp', attributes };
  expect(graph.nodes).toEqual([
    { ...read, name: 's/0', controlInputs: [], optionalControlInputs: [] },
    { ...read, name: 's/1', controlInputs: [], optionalControlInputs: [] },
    {
      ...write,
      name: 's/2',
      inputs: ['variable/0', 's/0'],
      controlInputs: [],
      optionalControlInputs: ['s/0', 's/1'],
    },
    { ...read, name: 's/3', controlInputs: ['s/2'], optionalControlInputs: [] },
    {
      ...write,
      name: 's/4',
      inputs: ['variable/0', 's/3'],
      controlInputs: ['s/2'],
      optionalControlInputs: ['s/3'],
    },
  ]);
});

it('orders reads and writes after an op that updates the variable in place', () => {
  const graph = new GraphBuilder('s');
  const variable = new TracedVariable(weight, 7);
  variable.addRead(graph);
  variable.recordWrite('s/update');
  expect(variable.lastWrite).toEqual(['s/update']);
  expect(variable.readsSinceWrite).toEqual([]);
});
