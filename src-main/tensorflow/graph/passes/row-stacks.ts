/** Matrices that are stacked of the rows of others, as the gradients of all ticks of an unroll are. */
import type { PassContext } from './pass-context';
import type { ColumnPieces } from '../column-pieces';
import { isTrue, type GraphNode } from '../graph';

/** Ops that write a variable. */
export const UPDATE = /^(ResourceApply\w+|AssignVariableOp)$/;
/** Ops that a gradient goes through column by column on its way to an update, as where it is clipped. */
const ON_THE_WAY = /^(Add|AddV2|AddN|Mul|RealDiv)$/;

/** The columns that the rows of a stack are joined from. */
export interface ColumnParts {
  stack: GraphNode;
  /** By part of the columns, which are equally wide: the outputs to stack. */
  parts: readonly (readonly string[])[];
}

/** A stack that a gradient is computed from in pieces of its columns, each of which lies within one part. */
export interface StackInPieces extends ColumnParts {
  count: number;
}

/** The outputs whose rows a node stacks; null if it does anything else. */
export function rowsStackedBy(
  node: GraphNode | undefined,
  constants: PassContext['constants'],
): readonly string[] | null {
  return joinedAlong([0], node, constants);
}

/**
 * Of the gradient of a matrix `leftᵀ · right` that is a sum over the ticks of an unroll: the stack `right`, where the
 * columns of each tick are joined from as many equal parts, as those of the gates of a recurrent cell.
 */
export function findColumnParts(
  gradient: string,
  byName: ReadonlyMap<string, GraphNode>,
  { constants, shapeOf }: Pick<PassContext, 'constants' | 'shapeOf'>,
): ColumnParts[] {
  const columns = shapeOf(gradient)?.at(-1);
  if (columns === undefined) return [];
  const found: ColumnParts[] = [];
  // Those that follow are added while the set is walked through.
  const pending = new Set([gradient]);
  for (const output of pending) {
    const node = byName.get(output);
    if (node && ON_THE_WAY.test(node.op))
      for (const input of node.inputs) if (shapeOf(input)?.at(-1) === columns) pending.add(input);
    const isGradient = node?.op === 'MatMul' && isTrue(node.attributes.transpose_a);
    const stack = isGradient ? byName.get(node.inputs[1] ?? '') : undefined;
    const parts = stack && partsOf(stack, columns, byName, { constants, shapeOf });
    if (parts) found.push({ stack, parts });
  }
  return found;
}

/** By name, the stacks from which the gradients of matrices in pieces are computed. */
export function findStacksInPieces(
  nodes: readonly GraphNode[],
  pieces: ColumnPieces,
  context: PassContext,
): Map<string, StackInPieces> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const stacks = new Map<string, StackInPieces>();
  for (const { op, inputs } of nodes) {
    const count = pieces.get(inputs[0] ?? '');
    if (count === undefined || !UPDATE.test(op)) continue;
    for (const input of inputs.slice(1))
      for (const found of findColumnParts(input, byName, context))
        if (count % found.parts.length === 0) stacks.set(found.stack.name, { ...found, count });
  }
  return stacks;
}

function partsOf(
  stack: GraphNode,
  columns: number,
  byName: ReadonlyMap<string, GraphNode>,
  { constants, shapeOf }: Pick<PassContext, 'constants' | 'shapeOf'>,
): string[][] | null {
  const ticks = (rowsStackedBy(stack, constants) ?? []).map(
    (tick) => joinedAlong([1, -1], byName.get(tick), constants) ?? [],
  );
  const count = ticks[0]?.length ?? 0;
  const areEqual = ticks.every(
    (parts) =>
      parts.length === count && parts.every((part) => shapeOf(part)?.at(-1) === columns / count),
  );
  if (count < 2 || !areEqual) return null;
  return Array.from({ length: count }, (_, part) => ticks.map((tick) => tick[part] as string));
}

/** What a node joins along one of these axes. */
function joinedAlong(
  axes: readonly number[],
  node: GraphNode | undefined,
  constants: PassContext['constants'],
): readonly string[] | null {
  if (node?.op !== 'ConcatV2' || node.controlInputs?.length) return null;
  const [axis] = constants.integersOf(node.inputs.at(-1) ?? '') ?? [];
  return axis !== undefined && axes.includes(axis) ? node.inputs.slice(0, -1) : null;
}
