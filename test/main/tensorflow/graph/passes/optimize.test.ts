import { describe, expect, it } from 'vitest';
import type { GraphNode } from '#tensorflow/graph/graph';
import { arrangeProducts, simplifyGraph } from '#tensorflow/graph/passes/optimize';
import { FLOAT, SketchGraph } from './sketch';

/** The nodes of the optimised graph, by name. */
function optimize(
  graph: SketchGraph,
  roots: string[],
  onCpu = true,
  parallelOps = 1,
): Map<string, GraphNode> {
  return graph.rewrite(
    (nodes, context) => arrangeProducts(simplifyGraph(nodes, roots, context), roots, context),
    roots,
    {
      onCpu,
      parallelOps,
    },
  );
}

describe('optimizeGraph', () => {
  it('removes nodes that no root needs, casts to the same type and reshapes to the same shape', () => {
    const graph = new SketchGraph();
    graph.node('x', 'Placeholder', [], [2, 3]);
    graph.node('same', 'Cast', ['x'], [2, 3], { SrcT: FLOAT, DstT: FLOAT });
    graph.node('shaped', 'Reshape', ['same', 'shape'], [2, 3]);
    graph.node('flat', 'Reshape', ['shaped', 'shape'], [6]);
    graph.node('dead', 'Neg', ['x'], [2, 3]);
    const nodes = optimize(graph, ['flat']);
    expect([...nodes.keys()]).toEqual(['x', 'flat']);
    expect(nodes.get('flat')?.inputs).toEqual(['x', 'shape']);
  });

  it('removes the nodes of a derivative that is fused', () => {
    const graph = new SketchGraph();
    const one = graph.scalar(1);
    for (const name of ['x', 'dy']) graph.node(name, 'Placeholder', [], [4]);
    graph.node('t', 'Tanh', ['x'], [4]);
    graph.node('t1', 'Square', ['t'], [4]);
    graph.node('t2', 'Sub', [one, 't1'], [4]);
    graph.node('dt', 'Mul', ['t2', 'dy'], [4]);
    const nodes = optimize(graph, ['dt']);
    expect([...nodes.keys()]).toEqual(['x', 'dy', 't', 'dt']);
    expect(nodes.get('dt')).toMatchObject({ op: 'TanhGrad', inputs: ['t', 'dy'] });
  });

  it('merges common subexpressions and removes products with 1', () => {
    const graph = new SketchGraph();
    graph.node('x', 'Placeholder', [], [2, 3]);
    const one = graph.scalar(1);
    for (const name of ['first', 'second']) {
      graph.node(`${name}-split`, 'Split', ['axis', 'x'], [2, 1]);
      graph.node(`${name}-part`, 'Neg', [`${name}-split:1`], [2, 1]);
      graph.node(`${name}-same`, 'Mul', [one, `${name}-part`], [2, 1]);
      graph.node(name, 'Identity', [`${name}-same`], [2, 1]);
    }
    const nodes = optimize(graph, ['first', 'second']);
    expect([...nodes.keys()]).toEqual(['x', 'first-split', 'first-part', 'first', 'second']);
    expect(nodes.get('second')?.inputs).toEqual(['first-part']);
    // A product with 1 that broadcasts to a larger shape stays.
    graph.node('wide', 'Mul', [one, 'x'], [4, 2, 3]);
    expect(optimize(graph, ['wide']).has('wide')).toBe(true);
  });

  it('merges the gradients of a weight in the form in which tfjs computes them', () => {
    const graph = new SketchGraph();
    for (const tick of [0, 1]) {
      graph.node(`h${tick}`, 'Placeholder', [], [8, 64]);
      graph.node(`d${tick}`, 'Placeholder', [], [8, 48]);
      graph.batchMatMul(`g${tick}`, [`h${tick}`, `d${tick}`], [64, 48], [true, false]);
    }
    graph.node('sum', 'AddV2', ['g0', 'g1'], [64, 48]);
    const nodes = optimize(graph, ['sum']);
    const products = [...nodes.values()].filter(({ op }) => op.includes('MatMul'));
    expect(products.map(({ name, op }) => [name, op])).toEqual([['sum', 'MatMul']]);
  });

  it.each([
    [96, 64, { Pad: 0, Transpose: 1, Slice: 0 }],
    [1024, 64, { Pad: 5, Transpose: 1, Slice: 1 }],
    [1024, 1024, { Pad: 6, Transpose: 1, Slice: 5 }],
  ])('pads and transposes an operand of %i × %i on a CPU only', (depth, columns, expected) => {
    const graph = new SketchGraph();
    graph.node('w', 'Placeholder', [], [columns, depth]);
    graph.node('x', 'Placeholder', [], [32, columns]);
    const names = [0, 1, 2, 3].map((tick) => {
      graph.node(`d${tick}`, 'Placeholder', [], [32, depth]);
      return graph.batchMatMul(`back${tick}`, [`d${tick}`, 'w'], [32, columns], [false, true]);
    });
    names.push(graph.batchMatMul('on', ['x', 'w'], [32, depth]));
    const countOf = (nodes: Map<string, GraphNode>, op: string): number =>
      [...nodes.values()].filter((node) => node.op === op).length;
    const [onCpu, onGpu] = [optimize(graph, names), optimize(graph, names, false)];
    for (const [op, count] of Object.entries(expected)) {
      expect(countOf(onCpu, op)).toBe(count);
      expect(countOf(onGpu, op)).toBe(0);
    }
    expect(onGpu.get('back0')?.attributes).toEqual({
      transpose_a: { b: false },
      transpose_b: { b: true },
      T: FLOAT,
    });
  });

  it('splits large products on a CPU that runs several ops at the same time', () => {
    const graph = new SketchGraph();
    graph.node('x', 'Placeholder', [], [256, 784]);
    graph.node('w', 'Placeholder', [], [784, 256]);
    graph.batchMatMul('on', ['x', 'w'], [256, 256]);
    expect(optimize(graph, ['on'], true, 2).get('on')?.op).toBe('ConcatV2');
    for (const [onCpu, parallelOps] of [
      [true, 1],
      [false, 2],
    ] as const)
      expect(optimize(graph, ['on'], onCpu, parallelOps).get('on')?.op).toBe('MatMul');
  });
});
