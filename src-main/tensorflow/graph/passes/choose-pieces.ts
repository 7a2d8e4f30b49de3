import type { PassContext } from './pass-context';
import { findColumnParts } from './row-stacks';
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
 * cores: a step takes 4 % less with two pieces, and another 3 to 9 % less with four, each of which is a gate
 * (`row-stacks.ts`).
 */
export function choosePieces(
  nodes: readonly GraphNode[],
  context: PassContext,
  stored: ReadonlyMap<string, number>,
): ColumnPieces {
  const { shapeOf, parallelOps, onCpu } = context;
  const byName = new Map(nodes.map((node) => [node.name, node]));
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
    const gradient = inputs.find((input) => shapeOf(input)?.length === 2) ?? '';
    const [rows = 0, columns = 0] = shapeOf(gradient) ?? [];
    const parts = findColumnParts(gradient, byName, context)[0]?.parts.length ?? 1;
    const count = countPieces(columns, parallelOps, parts);
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

/**
 * The largest number of equal pieces with enough columns each, at most one for each op that can run; of a gradient
 * whose columns are computed in `parts`, each piece lies within one of them, and there are two for each op, so that none
 * is left with a long product at the end of a step.
 */
function countPieces(columns: number, parallelOps: number, parts: number): number {
  if (parallelOps < 2) return 1;
  const most = parts > 1 ? parts * Math.ceil((2 * parallelOps) / parts) : parallelOps;
  for (let pieces = most; pieces > 1; pieces -= parts)
    if (columns % pieces === 0 && columns / pieces >= MIN_COLUMNS) return pieces;
  return parts > 1 ? countPieces(columns, parallelOps, 1) : 1;
}
