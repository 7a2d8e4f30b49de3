import { describe, expect, it } from 'vitest';
import { copyGraph, type CopiedGraph } from '#tensorflow/graph/copies/copy-graph';
import type { GraphNode } from '#tensorflow/graph/graph';
import { FLOAT, SketchGraph } from '../passes/sketch';

const constants = new SketchGraph().constants;
const node = (
  name: string,
  op: string,
  inputs: string[],
  controls: Partial<GraphNode> = {},
): GraphNode => ({ name, op, inputs, attributes: { T: FLOAT }, ...controls });

/** Everything is a vector of four numbers. The variable `w` of a copy is `w0`, `w1`. */
function copy(nodes: GraphNode[], outputs: string[], mostStackedElements: number): CopiedGraph {
  return copyGraph(nodes, {
    copies: 2,
    constants,
    typeOf: () => ({ shape: [4], dtype: 1 }),
    outputs,
    handleOf: (handle, index) => (handle === 'w' ? `w${index}` : null),
    mostStackedElements,
  });
}

const listed = ({ nodes }: CopiedGraph) =>
  nodes.map(({ name, op, inputs }) => `${name} = ${op}(${inputs.join(', ')})`);

const step = [
  node('x', 'Placeholder', []),
  node('read', 'ReadVariableOp', ['w']),
  node('shared', 'Neg', ['constant']),
  node('sum', 'Add', ['x', 'read']),
  node('scaled', 'Mul', ['sum', 'shared']),
];

describe('copyGraph', () => {
  it('computes small ops for all copies at once, and what they share once', () => {
    const copied = copy(step, ['scaled'], 4);
    expect(listed(copied)).toEqual([
      'x = Placeholder()',
      'read/copy-0 = ReadVariableOp(w0)',
      'read/copy-1 = ReadVariableOp(w1)',
      'shared = Neg(constant)',
      'read/stacked = Pack(read/copy-0, read/copy-1)',
      'sum = Add(x, read/stacked)',
      'scaled = Mul(sum, shared)',
    ]);
    expect(copied.nodes[0]?.attributes['shape']).toEqual({ shape: [2, 4] });
    expect(copied.stacked('scaled')).toBe('scaled');
  });

  it('computes larger ones copy by copy, and stacks the outputs', () => {
    const copied = copy(step, ['scaled'], 3);
    expect(listed(copied).slice(4)).toEqual([
      'x/apart = Unpack(x)',
      'sum/copy-0 = Add(x/apart, read/copy-0)',
      'sum/copy-1 = Add(x/apart:1, read/copy-1)',
      'scaled/copy-0 = Mul(sum/copy-0, shared)',
      'scaled/copy-1 = Mul(sum/copy-1, shared)',
      'scaled/stacked = Pack(scaled/copy-0, scaled/copy-1)',
    ]);
    expect(copied.stacked('scaled')).toBe('scaled/stacked');
    expect(copied.shapeOf('sum/copy-1')).toEqual([4]);
  });

  it('orders the writes of each copy after its own reads, and the end after all', () => {
    const { nodes } = copy(
      [
        ...step,
        node('write', 'AssignVariableOp', ['w', 'sum'], { optionalControlInputs: ['read'] }),
        node('again', 'ReadVariableOp', ['w'], { controlInputs: ['write'] }),
        node('done', 'Const', [], { controlInputs: ['write', 'shared'] }),
      ],
      [],
      4,
    );
    const controls = new Map(
      nodes.map(({ name, controlInputs = [], optionalControlInputs = [] }) => [
        name,
        [...controlInputs, ...optionalControlInputs],
      ]),
    );
    expect(controls.get('write/copy-1')).toEqual(['read/copy-1']);
    expect(controls.get('again/copy-0')).toEqual(['write/copy-0']);
    expect(controls.get('done')).toEqual(['write/copy-0', 'write/copy-1', 'shared']);
  });

  it('computes an op without a rule copy by copy, with all its outputs', () => {
    const copied = copy(
      [node('x', 'Placeholder', []), node('a', 'TwoOutputs', ['x']), node('b', 'Neg', ['a:1'])],
      ['b'],
      4,
    );
    expect(listed(copied).slice(2)).toEqual([
      'a/copy-0 = TwoOutputs(x/apart)',
      'a/copy-1 = TwoOutputs(x/apart:1)',
      'a-1/stacked = Pack(a/copy-0:1, a/copy-1:1)',
      'b = Neg(a-1/stacked)',
    ]);
  });
});
