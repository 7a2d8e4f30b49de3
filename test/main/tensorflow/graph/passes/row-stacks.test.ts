import { expect, it } from 'vitest';
import { findStacksInPieces } from '#tensorflow/graph/passes/row-stacks';
import { SketchGraph } from './sketch';

/** The parts of the stack that the gradient of `W`, in four pieces, is computed from: two ticks of gates this wide. */
function partsFor({ widths = [32, 32], isClipped = false, transposes = true, count = 4 } = {}) {
  const graph = new SketchGraph();
  const columns = 64;
  const [rows, last] = [graph.constants.int32([], [0]), graph.constants.int32([], [1])];
  const ticks = [0, 1].map((tick) => {
    const gates = widths.map((width, gate) =>
      graph.node(`d${tick}-${gate}`, 'Placeholder', [], [8, width]),
    );
    return graph.node(`d${tick}`, 'ConcatV2', [...gates, last], [8, columns]);
  });
  graph.node('h', 'Placeholder', [], [16, 128]);
  graph.node('stack', 'ConcatV2', [...ticks, rows], []);
  graph.matMul('product', ['h', 'stack'], [128, columns], [transposes, false]);
  graph.node('clipped', 'Mul', ['product', graph.scalar(0.5)], [128, columns]);
  const gradient = isClipped ? 'clipped' : 'product';
  graph.node('update', 'ResourceApplyAdam', ['W', graph.scalar(1), gradient], []);
  let found: ReturnType<typeof findStacksInPieces> = new Map();
  graph.rewrite(
    (nodes, context) => {
      found = findStacksInPieces(nodes, new Map([['W', count]]), context);
      return [...nodes];
    },
    ['update'],
  );
  return found.get('stack')?.parts;
}

const byGate: readonly (readonly string[])[] = [
  ['d0-0', 'd1-0'],
  ['d0-1', 'd1-1'],
];

it('finds what the columns of a stack consist of where the gradient of a matrix in pieces takes it', () => {
  expect(partsFor()).toEqual(byGate);
  expect(partsFor({ isClipped: true })).toEqual(byGate);
});

it.each([
  ['whose gates differ in width', { widths: [16, 48] }],
  ['whose columns are not joined', { widths: [64] }],
  ['whose gates do not divide into the pieces', { count: 3 }],
  ['of no gradient', { transposes: false }],
])('finds none in a stack %s', (_, stack) => {
  expect(partsFor(stack)).toBeUndefined();
});
