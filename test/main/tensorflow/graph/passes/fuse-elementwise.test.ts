import { describe, expect, it } from 'vitest';
import { ELEMENTWISE_OPS, MOST_INSTRUCTIONS } from '#tensorflow/backend/elementwise';
import type { AttributeValue, GraphNode } from '#tensorflow/graph/graph';
import { fuseElementwise } from '#tensorflow/graph/passes/fuse-elementwise';
import { FLOAT, SketchGraph } from './sketch';

const matrix = [4, 16];

class Graph extends SketchGraph {
  /** An op on matrices of 4 rows and 16 columns. */
  op(name: string, op: string, inputs: string[], shape = matrix): string {
    return this.node(name, op, inputs, shape, { T: FLOAT });
  }

  input(name: string, shape = matrix): string {
    return this.node(name, 'Placeholder', [], shape, { dtype: FLOAT });
  }

  /** An op that is not elementwise. */
  other(name: string, input: string, shape = matrix): string {
    return this.node(name, 'Softmax', [input], shape, { T: FLOAT });
  }

  split(name: string, input: string, count: number, shape: number[]): string[] {
    const attributes = { T: FLOAT, num_split: { i: count } };
    this.node(name, 'Split', [this.constants.int32([], [1]), input], shape, attributes);
    return Array.from({ length: count }, (_, index) => {
      const output = index > 0 ? `${name}:${index}` : name;
      this.setShape(output, shape);
      return output;
    });
  }

  concat(name: string, inputs: string[], shape: number[]): string {
    const attributes = { T: FLOAT, N: { i: inputs.length } };
    return this.node(
      name,
      'ConcatV2',
      [...inputs, this.constants.int32([], [1])],
      shape,
      attributes,
    );
  }

  fuse(roots: string[]): Map<string, GraphNode> {
    return this.rewrite((nodes, context) => fuseElementwise(nodes, roots, context), roots);
  }
}

const intsOf = (node: GraphNode | undefined, name: string): number[] => {
  const value: AttributeValue | undefined = node?.attributes[name];
  return value && 'ints' in value ? [...value.ints] : [];
};

/** The instructions of a fused op, as `Mul 0 1`. */
const codeOf = (node: GraphNode | undefined): string[] => {
  const code = intsOf(node, 'code');
  return Array.from({ length: code.length / 3 }, (_, k) => {
    const [op = 0, left, right] = code.slice(3 * k, 3 * k + 3);
    return `${ELEMENTWISE_OPS[op]} ${left} ${right}`;
  });
};

describe('elementwise ops that follow each other', () => {
  it('are one op, which gives what others use', () => {
    const graph = new Graph();
    const [x, bias] = [graph.input('x'), graph.input('bias', [16])];
    const sum = graph.op('sum', 'AddV2', [x, bias]);
    graph.other('end', graph.op('square', 'Square', [graph.op('tanh', 'Tanh', [sum])]));
    graph.other('use', 'tanh');
    const nodes = graph.fuse(['end', 'use']);
    const fused = nodes.get('sum/fused');
    expect(fused).toMatchObject({ op: 'DniElementwise', inputs: ['x', 'bias'] });
    // Operands 0 and 1 are read, 2 to 4 computed.
    expect(codeOf(fused)).toEqual(['Add 0 1', 'Tanh 2 2', 'Square 3 3']);
    expect(intsOf(fused, 'stores')).toEqual([3, 0, 0, 4, 1, 0]);
    expect(nodes.get('use')?.inputs).toEqual(['sum/fused']);
    expect(nodes.get('end')?.inputs).toEqual(['sum/fused:1']);
    expect([...nodes.keys()].sort()).toEqual(['bias', 'end', 'sum/fused', 'use', 'x']);
  });

  it('stay as they are where one is asked for by name, has another type or waits for another node', () => {
    const graph = new Graph();
    const x = graph.input('x');
    graph.op('asked', 'Tanh', [x]);
    graph.other('end', graph.op('square', 'Square', ['asked']));
    graph.node('whole', 'Mul', [x, x], matrix, { T: { type: 3 } });
    graph.node('whole-sum', 'Add', ['whole', 'whole'], matrix, { T: { type: 3 } });
    const nodes = graph.fuse(['asked', 'end', 'whole-sum']);
    expect([...nodes.values()].some(({ op }) => op === 'DniElementwise')).toBe(false);
  });

  it('do not wait for an operand that comes later', () => {
    const graph = new Graph();
    const x = graph.input('x');
    const first = graph.op('first', 'Tanh', [graph.op('scaled', 'Mul', [x, x])]);
    const late = graph.other('late', graph.other('middle', first));
    const last = graph.op('last', 'Mul', [graph.op('late-square', 'Square', [late]), first]);
    graph.other('end', last);
    const nodes = graph.fuse(['end']);
    expect(nodes.get('middle')?.inputs).toEqual(['scaled/fused']);
    expect(nodes.get('late-square/fused')?.inputs).toEqual(['late', 'scaled/fused']);
  });

  it('are not joined across a node that waits for one of them and is listed before it', () => {
    const graph = new Graph();
    const x = graph.input('x');
    graph.node('read', 'ReadVariableOp', ['handle'], matrix, { dtype: FLOAT }, ['write']);
    const first = graph.op('first', 'Tanh', [graph.other('before', x)]);
    graph.node('write', 'AssignVariableOp', ['handle', first], [], { dtype: FLOAT });
    graph.other('end', graph.op('last', 'Mul', [first, 'read']));
    const nodes = graph.fuse(['end']);
    expect([...nodes.values()].some(({ op }) => op === 'DniElementwise')).toBe(false);
  });

  it('may be too many for one op', () => {
    const graph = new Graph();
    let last = graph.input('x');
    for (let k = 0; k <= MOST_INSTRUCTIONS; k++) last = graph.op(`tanh-${k}`, 'Tanh', [last]);
    graph.other('end', last);
    expect(graph.fuse(['end']).get('tanh-0')?.op).toBe('Tanh');
  });

  it('sum several operands two by two', () => {
    const graph = new Graph();
    const inputs = ['a', 'b', 'c'].map((name) => graph.input(name));
    graph.other('end', graph.op('relu', 'Relu', [graph.op('sum', 'AddN', inputs)]));
    const fused = graph.fuse(['end']).get('sum/fused');
    expect(codeOf(fused)).toEqual(['Add 0 1', 'Add 3 2', 'Relu 4 4']);
  });
});

describe('columns', () => {
  it('of a sum that are used separately are computed where they are used', () => {
    const graph = new Graph();
    const [x, h, bias] = [
      graph.input('x', [4, 32]),
      graph.input('h', [4, 32]),
      graph.input('bias', [32]),
    ];
    const sum = graph.op(
      'sum',
      'AddV2',
      [graph.op('inner', 'AddV2', [x, h], [4, 32]), bias],
      [4, 32],
    );
    const [left = '', right = ''] = graph.split('gates', sum, 2, matrix);
    const gate = graph.op('gate', 'Sigmoid', [left]);
    const cell = graph.op('cell', 'Tanh', [right]);
    graph.other('end', graph.op('product', 'Mul', [gate, cell]));
    const nodes = graph.fuse(['end']);
    const fused = nodes.get(nodes.get('end')?.inputs[0] ?? '');
    expect(fused?.inputs).toEqual(['x', 'h', 'bias']);
    expect(intsOf(fused, 'views')).toEqual([0, 0, 1, 0, 0, 16, 1, 16, 2, 0, 2, 16]);
    expect(codeOf(fused).sort()).toEqual(
      ['Add 0 1', 'Add 2 3', 'Add 6 4', 'Add 7 5', 'Sigmoid 8 8', 'Tanh 9 9', 'Mul 10 11'].sort(),
    );
    expect(nodes.has('sum')).toBe(false);
    expect(nodes.has('gates')).toBe(false);
  });

  it('of a sum are split as before where one part is not computed with', () => {
    const graph = new Graph();
    const [x, h] = [graph.input('x', [4, 32]), graph.input('h', [4, 32])];
    const sum = graph.op('sum', 'AddV2', [x, h], [4, 32]);
    const [left = '', right = ''] = graph.split('gates', sum, 2, matrix);
    graph.other('end', graph.op('tanh', 'Tanh', [left]));
    graph.other('use', right);
    const nodes = graph.fuse(['end', 'use']);
    expect(nodes.get('use')?.inputs).toEqual(['gates:1']);
    expect(nodes.get('gates')?.inputs).toContain('sum');
    expect(nodes.get('end')?.inputs).toEqual(['gates/fused']);
  });

  it('that a slice takes of a padded product are read from it', () => {
    const graph = new Graph();
    const [x, w] = [graph.input('x', [4, 8]), graph.input('w', [8, 24])];
    graph.node('wide', 'MatMul', [x, w], [], { T: FLOAT });
    graph.setShape('wide', undefined as unknown as number[]);
    const [begin, size] = [graph.constants.int32([2], [0, 0]), graph.constants.int32([2], [4, 16])];
    const slice = graph.op('slice', 'Slice', ['wide', begin, size]);
    graph.other('end', graph.op('tanh', 'Tanh', [graph.op('double', 'Add', [slice, slice])]));
    const nodes = graph.fuse(['end']);
    expect(nodes.get('double/fused')?.inputs).toEqual(['wide']);
    expect(nodes.has('slice')).toBe(false);
  });

  it('are joined as they are computed, with zeros between them', () => {
    const graph = new Graph();
    const [x, zeros] = [graph.input('x'), graph.constants.add([4, 8], 1, new Float32Array(32))];
    const a = graph.op('a', 'Tanh', [x]);
    const b = graph.op('b', 'Square', [a]);
    graph.other('end', graph.concat('joined', [b, zeros, a], [4, 40]));
    graph.other('use', b);
    const nodes = graph.fuse(['end', 'use']);
    const fused = nodes.get('a/fused');
    // Of the operands 1 and 2, b is given alone and at column 0 of what is joined, a at column 24.
    expect(intsOf(fused, 'stores')).toEqual([2, 0, 0, 2, 1, 0, 1, 1, 24]);
    expect(intsOf(fused, 'widths')).toEqual([16, 40]);
    expect(nodes.get('end')?.inputs).toEqual(['a/fused:1']);
    expect(nodes.has('joined')).toBe(false);
  });

  it('are joined by a node of their own where one op has no room for all parts', () => {
    const graph = new Graph();
    let last = graph.input('x');
    const values = Array.from({ length: MOST_INSTRUCTIONS }, (_, k) => {
      last = graph.op(`tanh-${k}`, 'Tanh', [last]);
      graph.other(`use-${k}`, last);
      return last;
    });
    graph.other('end', graph.concat('joined', values, [4, 16 * values.length]));
    const nodes = graph.fuse(['end', ...values.map((_, k) => `use-${k}`)]);
    expect(intsOf(nodes.get('tanh-0/fused'), 'stores')).toHaveLength(3 * MOST_INSTRUCTIONS);
    expect(nodes.get('joined')?.inputs[1]).toBe('tanh-0/fused:1');
  });

  it('that are doubled again and again before they are split are computed once each', () => {
    const graph = new Graph();
    let last = graph.op('tanh', 'Tanh', [graph.input('x', [4, 32])], [4, 32]);
    for (let k = 0; k < 20; k++) last = graph.op(`sum-${k}`, 'Add', [last, last], [4, 32]);
    const [left = '', right = ''] = graph.split('parts', last, 2, matrix);
    graph.other('end', graph.op('product', 'Mul', [left, right]));
    const nodes = graph.fuse(['end']);
    expect(codeOf(nodes.get(nodes.get('end')?.inputs[0] ?? ''))).toHaveLength(2 * 21 + 1);
  });

  it('of a sum that is deeper than the call stack are found', () => {
    const graph = new Graph();
    let last = graph.input('x', [4, 32]);
    for (let k = 0; k < 5000; k++) last = graph.op(`tanh-${k}`, 'Tanh', [last], [4, 32]);
    const [left = '', right = ''] = graph.split('parts', last, 2, matrix);
    graph.other('end', graph.op('product', 'Mul', [left, right]));
    expect(graph.fuse(['end']).has('tanh-4999')).toBe(true);
  });

  it('that others join with something else are given as they are', () => {
    const graph = new Graph();
    const [x, y] = [graph.input('x'), graph.input('y')];
    const a = graph.op('a', 'Tanh', [x]);
    const b = graph.op('b', 'Square', [a]);
    graph.other('end', graph.concat('joined', [a, b, y], [4, 48]));
    const nodes = graph.fuse(['end']);
    expect(nodes.get('joined')?.inputs.slice(0, 3)).toEqual(['a/fused', 'a/fused:1', 'y']);
  });
});

describe('operands of other shapes', () => {
  it.each([
    [[16], true],
    [[1, 16], true],
    [[4, 1], true],
    [[1], true],
    [[8], false],
    [[4], false],
  ])('%s is broadcast to 4 rows of 16: %s', (shape, isBroadcast) => {
    const graph = new Graph();
    const [x, other] = [graph.input('x'), graph.input('other', shape)];
    graph.other('end', graph.op('tanh', 'Tanh', [graph.op('sum', 'Add', [x, other])]));
    expect(graph.fuse(['end']).has('sum/fused')).toBe(isBroadcast);
  });

  it.each([0, 1, 2])(
    'the single column %i of a matrix is broadcast as an input of its own',
    (at) => {
      const graph = new Graph();
      const [x, columns] = [graph.input('x'), graph.input('columns', [4, 3])];
      const column = graph.split('parts', columns, 3, [4, 1])[at] ?? '';
      graph.other('end', graph.op('tanh', 'Tanh', [graph.op('scaled', 'Mul', [x, column])]));
      const fused = graph.fuse(['end']).get('scaled/fused');
      expect(fused?.inputs).toEqual(['x', column]);
      expect(intsOf(fused, 'views')).toEqual([0, 0, 1, 0]);
    },
  );

  it.each([
    [[2, 1, 16], true],
    [[2, 4, 1], true],
    [[1, 4, 16], false],
  ])('%s is broadcast to two copies of 4 rows of 16: %s', (shape, isBroadcast) => {
    const graph = new Graph();
    const copies = [2, 4, 16];
    const [x, other] = [graph.input('x', copies), graph.input('other', shape)];
    graph.other(
      'end',
      graph.op('tanh', 'Tanh', [graph.op('sum', 'Add', [x, other], copies)], copies),
    );
    expect(graph.fuse(['end']).has('sum/fused')).toBe(isBroadcast);
  });
});
