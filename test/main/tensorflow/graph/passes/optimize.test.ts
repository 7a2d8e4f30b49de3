import { describe, expect, it } from 'vitest';
import { Constants } from '#tensorflow/graph/constants';
import type { AttributeValue, GraphNode } from '#tensorflow/graph/graph';
import type { Binding } from '#tensorflow/backend/node-backend';
import { optimizeGraph } from '#tensorflow/graph/passes/optimize';

const float = { type: 1 };
const binding = { TF_FLOAT: 1, TF_INT32: 3 } as Binding;

/** A graph under test: nodes with the shape of their result. */
class Sketch {
  readonly constants = new Constants(binding);
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

  product(name: string, inputs: string[], shape: number[], [left, right] = [false, false]): string {
    const attributes = { adj_x: { b: left }, adj_y: { b: right }, T: float };
    return this.node(name, 'BatchMatMulV2', inputs, shape, attributes);
  }

  scalar(value: number): string {
    const name = this.constants.add([], 1, Float32Array.of(value));
    this.#shapes.set(name, []);
    return name;
  }

  /** Nodes by name after simplifying for the given results. */
  simplified(roots: string[], onCpu = true, threads = 1): Map<string, GraphNode> {
    const known = {
      constants: this.constants,
      shapeOf: (output: string) => this.#shapes.get(output),
      onCpu,
      threads,
    };
    return new Map(optimizeGraph(this.#nodes, roots, known).map((node) => [node.name, node]));
  }
}

describe('simplified', () => {
  it('drops what no result needs, and steps over casts and reshapes to the same', () => {
    const sketch = new Sketch();
    sketch.node('x', 'Placeholder', [], [2, 3]);
    sketch.node('same', 'Cast', ['x'], [2, 3], { SrcT: float, DstT: float });
    sketch.node('shaped', 'Reshape', ['same', 'shape'], [2, 3]);
    sketch.node('flat', 'Reshape', ['shaped', 'shape'], [6]);
    sketch.node('dead', 'Neg', ['x'], [2, 3]);
    const nodes = sketch.simplified(['flat']);
    expect([...nodes.keys()]).toEqual(['x', 'flat']);
    expect(nodes.get('flat')?.inputs).toEqual(['x', 'shape']);
  });

  it('fuses the gradients of sigmoid, hyperbolic tangent and rectifier', () => {
    const sketch = new Sketch();
    const [one, zero] = [sketch.scalar(1), sketch.scalar(0)];
    const shape = [4];
    for (const name of ['x', 'dy']) sketch.node(name, 'Placeholder', [], shape);
    sketch.node('s', 'Sigmoid', ['x'], shape);
    sketch.node('s1', 'Sub', [one, 's'], shape);
    sketch.node('s2', 'Mul', ['s', 's1'], shape);
    sketch.node('ds', 'Mul', ['dy', 's2'], shape);
    sketch.node('t', 'Tanh', ['x'], shape);
    sketch.node('t1', 'Square', ['t'], shape);
    sketch.node('t2', 'Sub', [one, 't1'], shape);
    sketch.node('dt', 'Mul', ['t2', 'dy'], shape);
    sketch.node('nan', 'IsNan', ['x'], shape);
    sketch.node('above', 'Greater', ['x', zero], shape);
    const ones = sketch.constants.add(shape, 1, Float32Array.of(1, 1, 1, 1));
    sketch.node('zeros', 'Fill', ['shape', zero], shape);
    sketch.node('r1', 'Select', ['above', ones, 'zeros'], shape);
    sketch.node('r2', 'Select', ['nan', 'x', 'r1'], shape);
    sketch.node('dr', 'Mul', ['dy', 'r2'], shape);
    const nodes = sketch.simplified(['ds', 'dt', 'dr']);
    expect([...nodes.keys()].sort()).toEqual(['dr', 'ds', 'dt', 'dy', 's', 't', 'x']);
    expect(nodes.get('ds')).toMatchObject({ op: 'SigmoidGrad', inputs: ['s', 'dy'] });
    expect(nodes.get('dt')).toMatchObject({ op: 'TanhGrad', inputs: ['t', 'dy'] });
    expect(nodes.get('dr')).toMatchObject({ op: 'ReluGrad', inputs: ['dy', 'x'] });
  });

  it('leaves products alone that only look alike', () => {
    const sketch = new Sketch();
    const two = sketch.scalar(2);
    for (const name of ['x', 'dy']) sketch.node(name, 'Placeholder', [], [4]);
    sketch.node('t', 'Tanh', ['x'], [4]);
    sketch.node('t1', 'Square', ['t'], [4]);
    sketch.node('t2', 'Sub', [two, 't1'], [4]);
    sketch.node('dt', 'Mul', ['t2', 'dy'], [4]);
    expect(sketch.simplified(['dt']).get('dt')?.op).toBe('Mul');
  });

  it("joins the gradients of a weight's uses into one product", () => {
    const sketch = new Sketch();
    const sums: string[] = [];
    for (const tick of [0, 1, 2]) {
      sketch.node(`h${tick}`, 'Placeholder', [], [8, 64]);
      sketch.node(`d${tick}`, 'Placeholder', [], [8, 48]);
      sums.push(sketch.product(`g${tick}`, [`h${tick}`, `d${tick}`], [64, 48], [true, false]));
    }
    sketch.node('other', 'Placeholder', [], [64, 48]);
    sketch.node('sum1', 'AddV2', ['g0', 'g1'], [64, 48]);
    sketch.node('sum2', 'AddV2', ['other', 'sum1'], [64, 48]);
    sketch.node('sum3', 'AddV2', ['sum2', 'g2'], [64, 48]);
    const nodes = sketch.simplified(['sum3']);
    const products = [...nodes.values()].filter(({ op }) => op === 'MatMul');
    expect(products).toHaveLength(1);
    const stacks = (products[0]?.inputs ?? []).map((name) => nodes.get(name)?.inputs.slice(0, 3));
    const order = (stacks[0] ?? []).map((name) => name.replace('h', ''));
    expect([...order].sort()).toEqual(['0', '1', '2']);
    expect(stacks[1]).toEqual(order.map((tick) => `d${tick}`));
    expect(nodes.get('sum3')).toMatchObject({ op: 'AddN', inputs: [products[0]?.name, 'other'] });
  });

  it('does not join what something else needs, or what costs more to stack', () => {
    const sketch = new Sketch();
    for (const tick of [0, 1]) {
      sketch.node(`h${tick}`, 'Placeholder', [], [500, 64]);
      sketch.node(`d${tick}`, 'Placeholder', [], [500, 48]);
      sketch.product(`g${tick}`, [`h${tick}`, `d${tick}`], [64, 48], [true, false]);
    }
    sketch.node('sum', 'AddV2', ['g0', 'g1'], [64, 48]);
    expect(sketch.simplified(['sum']).get('sum')?.op).toBe('AddV2');
  });

  it('lays aliased columns apart, on CPUs', () => {
    const sketch = new Sketch();
    sketch.node('w', 'Placeholder', [], [64, 1024]);
    const names = [0, 1, 2].map((tick) => {
      sketch.node(`d${tick}`, 'Placeholder', [], [32, 1024]);
      sketch.node(`x${tick}`, 'Placeholder', [], [32, 64]);
      sketch.product(`back${tick}`, [`d${tick}`, 'w'], [32, 64], [false, true]);
      return sketch.product(`on${tick}`, [`x${tick}`, 'w'], [32, 1024]);
    });
    const roots = [...names, 'back0', 'back1', 'back2'];
    const nodes = sketch.simplified(roots);
    // One wide factor for both directions; what meets its zeros is widened with zeros.
    expect(nodes.get('w/wide')).toMatchObject({ op: 'Pad' });
    expect(nodes.get('back0')?.inputs).toEqual(['d0/wide', 'w/wide']);
    expect(nodes.get('on0/wide')?.inputs).toEqual(['x0', 'w/wide']);
    expect([...nodes.values()].filter(({ op }) => op === 'Pad')).toHaveLength(4);
    const slices = [...nodes.values()].filter(({ op }) => op === 'Slice');
    expect(slices.map(({ name }) => name)).toEqual(names);
    const elsewhere = [...sketch.simplified(roots, false).values()];
    expect(elsewhere.some(({ op }) => /Transpose|Pad|Slice/.test(op))).toBe(false);
    expect(elsewhere.find(({ name }) => name === 'back0')?.attributes).toEqual({
      transpose_a: { b: false },
      transpose_b: { b: true },
      T: float,
    });
  });

  it.each([
    ['narrow', 96, 64],
    ['aliased', 1024, 64],
    ['aliased both ways', 1024, 1024],
  ])('transposes a factor once for many products: %s', (_, depth, columns) => {
    const sketch = new Sketch();
    sketch.node('w', 'Placeholder', [], [columns, depth]);
    const names = [0, 1, 2, 3].map((tick) => {
      sketch.node(`d${tick}`, 'Placeholder', [], [16, depth]);
      return sketch.product(`back${tick}`, [`d${tick}`, 'w'], [16, columns], [false, true]);
    });
    const few = [...sketch.simplified(names.slice(1)).values()];
    expect(few.some(({ op }) => op === 'Transpose')).toBe(false);
    const nodes = sketch.simplified(names);
    const isWide = depth === 1024;
    const source = isWide ? 'w/wide' : 'w';
    expect(nodes.get(`${source}/transposed`)?.inputs[0]).toBe(source);
    // Not by itself in front of the product, into which TensorFlow would fold it again.
    const kept = `${source}/transposed/${columns === 1024 ? 'wide' : 'kept'}`;
    const product = nodes.get(columns === 1024 ? 'back0/wide' : 'back0');
    expect(product?.inputs).toEqual([isWide ? 'd0/wide' : 'd0', kept]);
    expect(product?.attributes['transpose_b']).toEqual({ b: false });
    expect([...nodes.values()].filter(({ op }) => op === 'Transpose')).toHaveLength(1);
    const elsewhere = [...sketch.simplified(names, false).values()];
    expect(elsewhere.some(({ op }) => /Transpose|Pad|Slice/.test(op))).toBe(false);
  });

  it('widens what is joined column by column with one part more', () => {
    const sketch = new Sketch();
    const axis = sketch.constants.int32([], [1]);
    sketch.node('w', 'Placeholder', [], [64, 1024]);
    for (const half of ['a', 'b']) sketch.node(half, 'Placeholder', [], [32, 512]);
    sketch.node('d', 'ConcatV2', ['a', 'b', axis], [32, 1024], { N: { i: 2 }, T: float });
    sketch.product('back', ['d', 'w'], [32, 64], [false, true]);
    const wide = sketch.simplified(['back']).get('d/wide');
    expect(wide?.op).toBe('ConcatV2');
    expect(wide?.attributes['N']).toEqual({ i: 3 });
    expect(wide?.inputs.slice(0, 2)).toEqual(['a', 'b']);
    expect(sketch.constants.uniformValue(wide?.inputs[2] ?? '')).toBe(0);
  });

  it('computes what is asked for twice once, and no product with 1', () => {
    const sketch = new Sketch();
    sketch.node('x', 'Placeholder', [], [2, 3]);
    const one = sketch.scalar(1);
    for (const name of ['first', 'second']) {
      sketch.node(`${name}-split`, 'Split', ['axis', 'x'], [2, 1]);
      sketch.node(`${name}-part`, 'Neg', [`${name}-split:1`], [2, 1]);
      sketch.node(`${name}-same`, 'Mul', [one, `${name}-part`], [2, 1]);
      sketch.node(name, 'Identity', [`${name}-same`], [2, 1]);
    }
    const nodes = sketch.simplified(['first', 'second']);
    expect([...nodes.keys()]).toEqual(['x', 'first-split', 'first-part', 'first', 'second']);
    expect(nodes.get('second')?.inputs).toEqual(['first-part']);
    // A larger one is made of it.
    sketch.node('wide', 'Mul', [one, 'x'], [4, 2, 3]);
    expect(sketch.simplified(['wide']).has('wide')).toBe(true);
  });

  it('cuts large products along their batch, where ops run side by side', () => {
    const sketch = new Sketch();
    sketch.node('x', 'Placeholder', [], [256, 784]);
    sketch.node('w', 'Placeholder', [], [784, 256]);
    sketch.node('d', 'Placeholder', [], [256, 256]);
    sketch.product('on', ['x', 'w'], [256, 256]);
    sketch.product('gradient', ['x', 'd'], [784, 256], [true, false]);
    sketch.node('few', 'Placeholder', [], [256, 100]);
    sketch.product('small', ['d', 'few'], [256, 100]);
    sketch.product('medium', ['d', 'd'], [256, 256]);
    const roots = ['on', 'gradient', 'small', 'medium'];
    const nodes = sketch.simplified(roots, true, 2);
    const parts = nodes.get('on')?.inputs.slice(0, 2) ?? [];
    expect(nodes.get('on')?.op).toBe('ConcatV2');
    expect(parts.map((name) => nodes.get(name)?.inputs)).toEqual([
      ['x/in-pieces', 'w'],
      ['x/in-pieces:1', 'w'],
    ]);
    // A sum over the batch: both factors are cut, the one that is shared once.
    expect(nodes.get('gradient')?.op).toBe('AddN');
    const sums = nodes.get('gradient')?.inputs ?? [];
    expect(sums.map((name) => nodes.get(name)?.inputs)).toEqual([
      ['x/in-pieces', 'd/in-pieces'],
      ['x/in-pieces:1', 'd/in-pieces:1'],
    ]);
    expect(nodes.get('small')?.op).toBe('MatMul');
    expect(nodes.get('medium')?.op).toBe('ConcatV2');
    // Pieces of less than 64 rows do not pay: four threads are used, of six but four.
    const six = sketch.simplified(roots, true, 6);
    expect(six.get('on')?.inputs).toHaveLength(5);
    for (const [onCpu, threads] of [
      [true, 1],
      [false, 2],
    ] as const)
      expect(sketch.simplified(roots, onCpu, threads).get('on')?.op).toBe('MatMul');
  });
});
