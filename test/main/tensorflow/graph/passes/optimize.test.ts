import { describe, expect, it } from 'vitest';
import { ConstantPool } from '#tensorflow/graph/constant-pool';
import type { AttributeValue, GraphNode } from '#tensorflow/graph/graph';
import type { Binding } from '#tensorflow/backend/node-backend';
import { optimizeGraph } from '#tensorflow/graph/passes/optimize';

const float = { type: 1 };
const binding = { TF_FLOAT: 1, TF_INT32: 3 } as Binding;

/** Builds a graph for a test from nodes with the shapes of their results. */
class TestGraph {
  readonly constants = new ConstantPool(binding);
  readonly #nodes: GraphNode[] = [];
  readonly #shapes = new Map<string, number[]>();

  node(
    name: string,
    op: string,
    inputs: string[],
    shape: number[],
    attributes: Record<string, AttributeValue> = {},
  ): string {
    this.#nodes.push({ name, op, inputs, attributes });
    this.#shapes.set(name, shape);
    return name;
  }

  matMul(
    name: string,
    inputs: string[],
    shape: number[],
    [adjointLeft, adjointRight] = [false, false],
  ): string {
    const attributes = { adj_x: { b: adjointLeft }, adj_y: { b: adjointRight }, T: float };
    return this.node(name, 'BatchMatMulV2', inputs, shape, attributes);
  }

  scalar(value: number): string {
    const name = this.constants.add([], 1, Float32Array.of(value));
    this.#shapes.set(name, []);
    return name;
  }

  /** The nodes of the optimised graph, by name. */
  optimize(roots: string[], onCpu = true, parallelOps = 1): Map<string, GraphNode> {
    const context = {
      constants: this.constants,
      shapeOf: (output: string) => this.#shapes.get(output),
      onCpu,
      parallelOps,
    };
    return new Map(optimizeGraph(this.#nodes, roots, context).map((node) => [node.name, node]));
  }
}

describe('optimizeGraph', () => {
  it('removes nodes that no root needs, casts to the same type and reshapes to the same shape', () => {
    const graph = new TestGraph();
    graph.node('x', 'Placeholder', [], [2, 3]);
    graph.node('same', 'Cast', ['x'], [2, 3], { SrcT: float, DstT: float });
    graph.node('shaped', 'Reshape', ['same', 'shape'], [2, 3]);
    graph.node('flat', 'Reshape', ['shaped', 'shape'], [6]);
    graph.node('dead', 'Neg', ['x'], [2, 3]);
    const nodes = graph.optimize(['flat']);
    expect([...nodes.keys()]).toEqual(['x', 'flat']);
    expect(nodes.get('flat')?.inputs).toEqual(['x', 'shape']);
  });

  it('fuses the gradients of sigmoid, tanh and ReLU', () => {
    const graph = new TestGraph();
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
    const nodes = graph.optimize(['ds', 'dt', 'dr']);
    expect([...nodes.keys()].sort()).toEqual(['dr', 'ds', 'dt', 'dy', 's', 't', 'x']);
    expect(nodes.get('ds')).toMatchObject({ op: 'SigmoidGrad', inputs: ['s', 'dy'] });
    expect(nodes.get('dt')).toMatchObject({ op: 'TanhGrad', inputs: ['t', 'dy'] });
    expect(nodes.get('dr')).toMatchObject({ op: 'ReluGrad', inputs: ['dy', 'x'] });
  });

  it('does not fuse products that only look similar', () => {
    const graph = new TestGraph();
    const two = graph.scalar(2);
    for (const name of ['x', 'dy']) graph.node(name, 'Placeholder', [], [4]);
    graph.node('t', 'Tanh', ['x'], [4]);
    graph.node('t1', 'Square', ['t'], [4]);
    graph.node('t2', 'Sub', [two, 't1'], [4]);
    graph.node('dt', 'Mul', ['t2', 'dy'], [4]);
    expect(graph.optimize(['dt']).get('dt')?.op).toBe('Mul');
  });

  it('merges the gradients of a weight that is used in several ticks into one product', () => {
    const graph = new TestGraph();
    const sums: string[] = [];
    for (const tick of [0, 1, 2]) {
      graph.node(`h${tick}`, 'Placeholder', [], [8, 64]);
      graph.node(`d${tick}`, 'Placeholder', [], [8, 48]);
      sums.push(graph.matMul(`g${tick}`, [`h${tick}`, `d${tick}`], [64, 48], [true, false]));
    }
    graph.node('other', 'Placeholder', [], [64, 48]);
    graph.node('sum1', 'AddV2', ['g0', 'g1'], [64, 48]);
    graph.node('sum2', 'AddV2', ['other', 'sum1'], [64, 48]);
    graph.node('sum3', 'AddV2', ['sum2', 'g2'], [64, 48]);
    const nodes = graph.optimize(['sum3']);
    const products = [...nodes.values()].filter(({ op }) => op === 'MatMul');
    expect(products).toHaveLength(1);
    const stacks = (products[0]?.inputs ?? []).map((name) => nodes.get(name)?.inputs.slice(0, 3));
    const order = (stacks[0] ?? []).map((name) => name.replace('h', ''));
    expect([...order].sort()).toEqual(['0', '1', '2']);
    expect(stacks[1]).toEqual(order.map((tick) => `d${tick}`));
    expect(nodes.get('sum3')).toMatchObject({ op: 'AddN', inputs: [products[0]?.name, 'other'] });
  });

  it('does not merge products whose factors cost more to stack than their results to add', () => {
    const graph = new TestGraph();
    for (const tick of [0, 1]) {
      graph.node(`h${tick}`, 'Placeholder', [], [500, 64]);
      graph.node(`d${tick}`, 'Placeholder', [], [500, 48]);
      graph.matMul(`g${tick}`, [`h${tick}`, `d${tick}`], [64, 48], [true, false]);
    }
    graph.node('sum', 'AddV2', ['g0', 'g1'], [64, 48]);
    expect(graph.optimize(['sum']).get('sum')?.op).toBe('AddV2');
  });

  it('pads operands whose rows conflict in the cache, on a CPU', () => {
    const graph = new TestGraph();
    graph.node('w', 'Placeholder', [], [64, 1024]);
    const names = [0, 1, 2].map((tick) => {
      graph.node(`d${tick}`, 'Placeholder', [], [32, 1024]);
      graph.node(`x${tick}`, 'Placeholder', [], [32, 64]);
      graph.matMul(`back${tick}`, [`d${tick}`, 'w'], [32, 64], [false, true]);
      return graph.matMul(`on${tick}`, [`x${tick}`, 'w'], [32, 1024]);
    });
    const roots = [...names, 'back0', 'back1', 'back2'];
    const nodes = graph.optimize(roots);
    // Both directions share one padded operand; the operand that is multiplied with its padding is padded too.
    expect(nodes.get('w/wide')).toMatchObject({ op: 'Pad' });
    expect(nodes.get('back0')?.inputs).toEqual(['d0/wide', 'w/wide']);
    expect(nodes.get('on0/wide')?.inputs).toEqual(['x0', 'w/wide']);
    expect([...nodes.values()].filter(({ op }) => op === 'Pad')).toHaveLength(4);
    const slices = [...nodes.values()].filter(({ op }) => op === 'Slice');
    expect(slices.map(({ name }) => name)).toEqual(names);
    const onGpu = [...graph.optimize(roots, false).values()];
    expect(onGpu.some(({ op }) => /Transpose|Pad|Slice/.test(op))).toBe(false);
    expect(onGpu.find(({ name }) => name === 'back0')?.attributes).toEqual({
      transpose_a: { b: false },
      transpose_b: { b: true },
      T: float,
    });
  });

  it.each([
    ['without padding', 96, 64],
    ['with padded rows', 1024, 64],
    ['with padded rows and columns', 1024, 1024],
  ])('transposes an operand once for many products, %s', (_, depth, columns) => {
    const graph = new TestGraph();
    graph.node('w', 'Placeholder', [], [columns, depth]);
    const names = [0, 1, 2, 3].map((tick) => {
      graph.node(`d${tick}`, 'Placeholder', [], [16, depth]);
      return graph.matMul(`back${tick}`, [`d${tick}`, 'w'], [16, columns], [false, true]);
    });
    const forThree = [...graph.optimize(names.slice(1)).values()];
    expect(forThree.some(({ op }) => op === 'Transpose')).toBe(false);
    const nodes = graph.optimize(names);
    const isWide = depth === 1024;
    const source = isWide ? 'w/wide' : 'w';
    expect(nodes.get(`${source}/transposed`)?.inputs[0]).toBe(source);
    // A node between the two keeps TensorFlow from folding the transpose into the product.
    const kept = `${source}/transposed/${columns === 1024 ? 'wide' : 'kept'}`;
    const product = nodes.get(columns === 1024 ? 'back0/wide' : 'back0');
    expect(product?.inputs).toEqual([isWide ? 'd0/wide' : 'd0', kept]);
    expect(product?.attributes['transpose_b']).toEqual({ b: false });
    expect([...nodes.values()].filter(({ op }) => op === 'Transpose')).toHaveLength(1);
    const onGpu = [...graph.optimize(names, false).values()];
    expect(onGpu.some(({ op }) => /Transpose|Pad|Slice/.test(op))).toBe(false);
  });

  it('pads a concatenation of columns with one more part', () => {
    const graph = new TestGraph();
    const axis = graph.constants.int32([], [1]);
    graph.node('w', 'Placeholder', [], [64, 1024]);
    for (const half of ['a', 'b']) graph.node(half, 'Placeholder', [], [32, 512]);
    graph.node('d', 'ConcatV2', ['a', 'b', axis], [32, 1024], { N: { i: 2 }, T: float });
    graph.matMul('back', ['d', 'w'], [32, 64], [false, true]);
    const wide = graph.optimize(['back']).get('d/wide');
    expect(wide?.op).toBe('ConcatV2');
    expect(wide?.attributes['N']).toEqual({ i: 3 });
    expect(wide?.inputs.slice(0, 2)).toEqual(['a', 'b']);
    expect(graph.constants.uniformValue(wide?.inputs[2] ?? '')).toBe(0);
  });

  it('merges common subexpressions and removes products with 1', () => {
    const graph = new TestGraph();
    graph.node('x', 'Placeholder', [], [2, 3]);
    const one = graph.scalar(1);
    for (const name of ['first', 'second']) {
      graph.node(`${name}-split`, 'Split', ['axis', 'x'], [2, 1]);
      graph.node(`${name}-part`, 'Neg', [`${name}-split:1`], [2, 1]);
      graph.node(`${name}-same`, 'Mul', [one, `${name}-part`], [2, 1]);
      graph.node(name, 'Identity', [`${name}-same`], [2, 1]);
    }
    const nodes = graph.optimize(['first', 'second']);
    expect([...nodes.keys()]).toEqual(['x', 'first-split', 'first-part', 'first', 'second']);
    expect(nodes.get('second')?.inputs).toEqual(['first-part']);
    // A product with 1 that broadcasts to a larger shape stays.
    graph.node('wide', 'Mul', [one, 'x'], [4, 2, 3]);
    expect(graph.optimize(['wide']).has('wide')).toBe(true);
  });

  it('splits large products along their batch if several ops run at the same time', () => {
    const graph = new TestGraph();
    graph.node('x', 'Placeholder', [], [256, 784]);
    graph.node('w', 'Placeholder', [], [784, 256]);
    graph.node('d', 'Placeholder', [], [256, 256]);
    graph.matMul('on', ['x', 'w'], [256, 256]);
    graph.matMul('gradient', ['x', 'd'], [784, 256], [true, false]);
    graph.node('few', 'Placeholder', [], [256, 100]);
    graph.matMul('small', ['d', 'few'], [256, 100]);
    graph.matMul('medium', ['d', 'd'], [256, 256]);
    const roots = ['on', 'gradient', 'small', 'medium'];
    const nodes = graph.optimize(roots, true, 2);
    const parts = nodes.get('on')?.inputs.slice(0, 2) ?? [];
    expect(nodes.get('on')?.op).toBe('ConcatV2');
    expect(parts.map((name) => nodes.get(name)?.inputs)).toEqual([
      ['x/in-pieces', 'w'],
      ['x/in-pieces:1', 'w'],
    ]);
    // A sum over the batch: both operands are split, and the shared one is split once.
    expect(nodes.get('gradient')?.op).toBe('AddN');
    const sums = nodes.get('gradient')?.inputs ?? [];
    expect(sums.map((name) => nodes.get(name)?.inputs)).toEqual([
      ['x/in-pieces', 'd/in-pieces'],
      ['x/in-pieces:1', 'd/in-pieces:1'],
    ]);
    expect(nodes.get('small')?.op).toBe('MatMul');
    expect(nodes.get('medium')?.op).toBe('ConcatV2');
    // Pieces have at least 64 rows: of six threads, four are used.
    const six = graph.optimize(roots, true, 6);
    expect(six.get('on')?.inputs).toHaveLength(5);
    for (const [onCpu, parallelOps] of [
      [true, 1],
      [false, 2],
    ] as const)
      expect(graph.optimize(roots, onCpu, parallelOps).get('on')?.op).toBe('MatMul');
  });
});
