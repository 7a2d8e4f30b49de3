import type { PassContext } from './pass-context';
import type { ColumnPieces } from '../column-pieces';
import { findUsers, isTrue, type GraphNode } from '../graph';

/** Elements from which a matrix is worth storing in pieces: an update of as many takes some 30 µs. */
const MIN_ELEMENTS = 50_000;
/** Columns of a piece: with fewer, products are slower. */
const MIN_COLUMNS = 64;

/**
 * In how many pieces of their columns a step takes and writes variables: as they are `stored` already, else the weights
 * of dense and recurrent layers, with what the same op updates. A weight by which several products are multiplied (of the
 * ticks or the shards of an unroll) is read as a whole, since these run side by side as they are; its gradient and its
 * update, which come last in a step, keep every thread busy in pieces. Measured for an LSTM of 256 over 8 ticks on two
 * cores: a step takes 4 % less.
 */
export function choosePieces(
  nodes: readonly GraphNode[],
  { shapeOf, parallelOps, onCpu }: PassContext,
  stored: ReadonlyMap<string, number>,
): ColumnPieces {
  const users = findUsers(nodes);
  const usersOf = (output: string): readonly GraphNode[] => users.get(output) ?? [];
  const isFactor = (handle: string): boolean => {
    const accesses = usersOf(handle);
    const reads = accesses.filter(({ op }) => op === 'ReadVariableOp');
    const uses = reads.map(({ name }) => usersOf(name));
    const areProducts = uses.every((users) =>
      users.every((user) => user.op === 'MatMul' || isDecay(user, usersOf)),
    );
    const counts = reads.map(
      ({ name }, index) => uses[index]?.filter((user) => isProductBy(name, user)).length ?? 0,
    );
    const most = Math.max(...counts);
    // To write a scaled copy in pieces, a matrix that is read as a whole would be copied twice more.
    const isAssigned = accesses.some(({ op }) => op === 'AssignVariableOp');
    return areProducts && (most === 1 || (most > 1 && onCpu && !isAssigned));
  };
  const pieces = new Map([...stored].filter(([, count]) => count > 1));
  for (const { op, inputs } of nodes) {
    const [handle = ''] = inputs;
    if (!op.startsWith('ResourceApply') || stored.has(handle)) continue;
    // Beside the gradient an update takes numbers: rates, momentum.
    const gradient = inputs.map(shapeOf).find((shape) => shape?.length === 2);
    const [rows = 0, columns = 0] = gradient ?? [];
    const count = countPieces(columns, parallelOps);
    if (rows * columns < MIN_ELEMENTS || count < 2 || !isFactor(handle)) continue;
    // Of the inputs, the handles alone have no shape.
    for (const input of inputs) if (shapeOf(input) === undefined) pieces.set(input, count);
  }
  return pieces;
}

/** Whether a node scales a variable for a write: weight decay. */
function isDecay(
  { op, name }: GraphNode,
  usersOf: (output: string) => readonly GraphNode[],
): boolean {
  return op === 'Mul' && usersOf(name).every((user) => user.op === 'AssignVariableOp');
}

/** Whether a node is the product of something and the matrix `right`, not transposed. */
function isProductBy(right: string, { op, inputs, attributes }: GraphNode): boolean {
  return op === 'MatMul' && inputs[1] === right && !isTrue(attributes.transpose_b);
}

/** The largest number of equal pieces with enough columns each, at most one for each op that can run. */
function countPieces(columns: number, parallelOps: number): number {
  let pieces = parallelOps;
  while (pieces > 1 && (columns % pieces !== 0 || columns / pieces < MIN_COLUMNS)) pieces -= 1;
  return pieces;
}
