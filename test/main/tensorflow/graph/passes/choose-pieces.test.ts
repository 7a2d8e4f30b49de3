import { expect, it } from 'vitest';
import { choosePieces } from '#tensorflow/graph/passes/choose-pieces';
import type { ColumnPieces } from '#tensorflow/graph/column-pieces';
import { SketchGraph } from './sketch';

/** The pieces of a layer of so many inputs and units whose weight so many products take. */
function piecesOf({
  inputs = 784,
  units = 256,
  products = 1,
  parallelOps = 2,
  stored = new Map<string, number>(),
  decays = false,
  onCpu = true,
  optimizer = 'adam' as 'adam' | 'momentum',
} = {}): ColumnPieces {
  const graph = new SketchGraph();
  graph.node('x', 'Placeholder', [], [128, inputs]);
  graph.node('w', 'ReadVariableOp', ['W'], [inputs, units]);
  for (let index = 0; index < products; index++)
    graph.matMul(`y${index}`, ['x', 'w'], [128, units]);
  graph.matMul('back', ['y0', 'w'], [128, inputs], [false, true]);
  graph.matMul('gradient', ['x', 'y0'], [inputs, units], [true, false]);
  if (decays) {
    graph.node('decayed', 'Mul', ['w', graph.scalar(0.5)], [inputs, units]);
    graph.node('decay', 'AssignVariableOp', ['W', 'decayed'], []);
  }
  if (optimizer === 'adam')
    graph.node(
      'update',
      'ResourceApplyAdam',
      ['W', 'mean', 'square', graph.scalar(1), 'gradient'],
      [],
    );
  else
    graph.node(
      'update',
      'ResourceApplyMomentum',
      ['W', 'velocity', graph.scalar(1), 'gradient', graph.scalar(0.9)],
      [],
    );
  let chosen: ColumnPieces = new Map();
  graph.rewrite(
    (nodes, context) => {
      chosen = choosePieces(nodes, context, stored);
      return [...nodes];
    },
    ['update', ...(decays ? ['decay'] : [])],
    { parallelOps, onCpu },
  );
  return chosen;
}

const inPieces = (count: number): ColumnPieces =>
  new Map([
    ['W', count],
    ['mean', count],
    ['square', count],
  ]);

it('stores the weight of a dense layer in a piece for each op that can run, with what updates with it', () => {
  expect(piecesOf()).toEqual(inPieces(2));
  // Pieces have at least 64 columns.
  expect(piecesOf({ parallelOps: 16 })).toEqual(inPieces(4));
});

it('does so with any update, and where the weight decays', () => {
  expect(piecesOf({ optimizer: 'momentum' })).toEqual(
    new Map([
      ['W', 2],
      ['velocity', 2],
    ]),
  );
  expect(piecesOf({ decays: true })).toEqual(inPieces(2));
});

it('does so with a recurrent weight, which several products take', () => {
  expect(piecesOf({ products: 2 })).toEqual(inPieces(2));
});

/** The pieces of the weight of a recurrent core of 256 units whose gradient is stacked of two ticks with so many gates. */
function recurrentPieces(gates: number, parallelOps: number): number | undefined {
  const graph = new SketchGraph();
  const columns = gates * 256;
  const [rows, last] = [graph.constants.int32([], [0]), graph.constants.int32([], [1])];
  graph.node('h', 'Placeholder', [], [16, 256]);
  graph.node('w', 'ReadVariableOp', ['W'], [256, columns]);
  graph.matMul('first', ['h', 'w'], [16, columns]);
  graph.matMul('second', ['h', 'w'], [16, columns]);
  const ticks = [0, 1].map((tick) => {
    const parts = Array.from({ length: gates }, (_, gate) =>
      graph.node(`d${tick}-${gate}`, 'Placeholder', [], [16, 256]),
    );
    return graph.node(`d${tick}`, 'ConcatV2', [...parts, last], [16, columns]);
  });
  graph.node('h-stack', 'ConcatV2', ['h', 'h', rows], [32, 256]);
  graph.node('d-stack', 'ConcatV2', [...ticks, rows], [32, columns]);
  graph.matMul('gradient', ['h-stack', 'd-stack'], [256, columns], [true, false]);
  graph.node('update', 'ResourceApplyAdam', ['W', graph.scalar(1), 'gradient'], []);
  let chosen: ColumnPieces = new Map();
  graph.rewrite(
    (nodes, context) => {
      chosen = choosePieces(nodes, context, new Map());
      return [...nodes];
    },
    ['update', 'first', 'second'],
    { parallelOps },
  );
  return chosen.get('W');
}

it.each([
  // LSTM: two pieces for each op, which are the gates or equal parts of them.
  [4, 2, 4],
  [4, 3, 8],
  // GRU
  [3, 2, 6],
  // Pieces have at least 64 columns.
  [4, 64, 16],
  [3, 1, undefined],
])(
  'stores a recurrent weight of %i gates, for %i ops at a time, in %s pieces',
  (gates, parallelOps, pieces) => {
    expect(recurrentPieces(gates, parallelOps)).toBe(pieces);
  },
);

it.each([
  ['where one op runs at a time', { parallelOps: 1 }],
  ['of few elements', { inputs: 100 }],
  ['whose columns do not divide', { units: 255 }],
  ['that several products take and that decays', { products: 2, decays: true }],
  ['that several products take on a GPU', { products: 2, onCpu: false }],
  ['that an earlier step stores whole', { stored: new Map([['W', 1]]) }],
])('leaves a weight whole %s', (_, layer) => {
  expect(piecesOf(layer)).toEqual(new Map());
});

it('takes variables as they are stored', () => {
  const stored = new Map([['W', 4]]);
  expect(piecesOf({ parallelOps: 1, stored })).toEqual(stored);
});
