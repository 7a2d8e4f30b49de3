/** The elementwise ops of a graph and what each of them reads, as far as the op of the binding can compute them. */
import type { PassContext } from './pass-context';
import {
  findUsers,
  isTrue,
  nodeNameOf,
  outputAt,
  sortTopologically,
  type GraphNode,
} from '../graph';
import { ELEMENTWISE_OPS } from '../../backend/elementwise';

/** TensorFlow's number of float32. */
const FLOAT = 1;

/** Columns from which results are worth joining: the op computes row by row. */
const MIN_COLUMNS = 8;

/** The number of the instruction for an op of TensorFlow. */
export const instructions: ReadonlyMap<string, number> = new Map([
  ...ELEMENTWISE_OPS.map((op, number): [string, number] => [op, number]).slice(1),
  ['AddV2', ELEMENTWISE_OPS.indexOf('Add')],
  ['AddN', ELEMENTWISE_OPS.indexOf('Add')],
]);

/** An output from one of its columns on. */
export interface View {
  output: string;
  column: number;
}

/** Columns of an output, and the output that they are, or the name that they are given. */
interface Part {
  output: string;
  column: number;
  width: number;
}

/** An elementwise op on matrices of one shape, or the same op on some of their columns. */
export interface Operation {
  /** Its place among all. */
  index: number;
  /** The output that it computes; of a part of a node, a name of its own where no output is that part. */
  name: string;
  op: string;
  shape: readonly number[];
  /** Where its result is found if it is not fused. */
  result: View;
  operands: readonly (View | Operation)[];
  /** How many ops that are not fused lie on the longest way to it. */
  level: number;
}

/**
 * The elementwise operations of a graph. A node of which a `Split` or `Slice` is the only user is one operation for each
 * part that this takes.
 */
export class ElementwiseOperations {
  readonly #context: PassContext;
  /** Each after its inputs. */
  readonly nodes: readonly GraphNode[];
  readonly #byName: ReadonlyMap<string, GraphNode>;
  readonly #users: ReadonlyMap<string, readonly GraphNode[]>;
  /** The nodes that have to stay, because they are asked for by name. */
  readonly #kept: ReadonlySet<string>;
  /** By node of which a `Split` or `Slice` is the only user the parts that are computed instead of it. */
  readonly #spread = new Map<string, readonly Part[]>();
  readonly #levels = new Map<string, number>();
  readonly #byOutput = new Map<string, Operation>();
  readonly #all: Operation[] = [];
  readonly #readers = new Map<Operation, Operation[]>();

  constructor(nodes: readonly GraphNode[], roots: readonly string[], context: PassContext) {
    this.#context = context;
    this.nodes = sortTopologically(nodes);
    this.#byName = new Map(nodes.map((node) => [node.name, node]));
    this.#users = findUsers(nodes, nodeNameOf);
    this.#kept = new Set([...roots, ...nodes.flatMap(controlsOf)]);
    for (const node of [...this.nodes].reverse()) this.#noteSpread(node);
    for (const node of this.nodes) this.#addOperations(node);
  }

  /** All operations, each after its operands. */
  get all(): readonly Operation[] {
    return this.#all;
  }

  /** The operation that computes an output; undefined if none does. */
  of(output: string): Operation | undefined {
    return this.#byOutput.get(output);
  }

  /** The operations that take the result of another as it is. */
  readersOf(operation: Operation): readonly Operation[] {
    return this.#readers.get(operation) ?? [];
  }

  /** The nodes that take an output. */
  usersOf(output: string): GraphNode[] {
    const users = this.#users.get(nodeNameOf(output)) ?? [];
    return users.filter(({ inputs }) => inputs.includes(output));
  }

  /** Whether a node is asked for by name. */
  isKept({ name }: GraphNode): boolean {
    return this.#kept.has(name);
  }

  #noteSpread(node: GraphNode): void {
    const users = this.#users.get(node.name) ?? [];
    const [user] = users;
    if (!user || users.length > 1 || !this.#fusableShape(node)) return;
    const parts = this.#columnsOf(user);
    if (parts?.every(({ width }) => width >= MIN_COLUMNS)) this.#spread.set(node.name, parts);
    const ofUser = this.#spread.get(user.name);
    if (ofUser) {
      const named = ofUser.map((part) => ({ ...part, output: partName(node.name, part.column) }));
      this.#spread.set(node.name, named);
    }
  }

  #addOperations(node: GraphNode): void {
    const shape = this.#fusableShape(node);
    if (!shape) {
      const before = [...node.inputs.map(nodeNameOf), ...controlsOf(node)];
      const levels = before.map((name) => this.#levels.get(name) ?? 0);
      this.#levels.set(node.name, Math.max(0, ...levels) + 1);
      return;
    }
    const whole = { output: node.name, column: 0, width: shape.at(-1) ?? 1 };
    for (const { output, column, width } of this.#spread.get(node.name) ?? [whole]) {
      const partShape = [...shape.slice(0, -1), width];
      const result = { output: node.name, column };
      const operation = this.#newOperation(output, node, partShape, result);
      this.#byOutput.set(output, operation);
      this.#levels.set(node.name, operation.level);
    }
  }

  #newOperation(
    name: string,
    { op, inputs }: GraphNode,
    shape: readonly number[],
    result: View,
  ): Operation {
    const operands = inputs.map((input): View | Operation => {
      // One column is broadcast, which the op sees by the width of its input.
      if ((this.#shapeOf(input)?.at(-1) ?? 1) === 1) return { output: input, column: 0 };
      const { column } = result;
      const part = this.#spread.has(input) && this.#byOutput.get(partName(input, column));
      if (part) return part;
      const known = this.#byOutput.get(input);
      if (known && isSame(known.shape, shape)) return known;
      const view = this.#viewOf(input);
      return { output: view.output, column: view.column + column };
    });
    const levels = operands.map((operand, index) =>
      isOperation(operand)
        ? operand.level
        : (this.#levels.get(nodeNameOf(inputs[index] ?? '')) ?? 0),
    );
    const level = Math.max(0, ...levels);
    const operation = { index: this.#all.length, name, op, shape, result, operands, level };
    this.#all.push(operation);
    for (const operand of operands)
      if (isOperation(operand)) {
        const readers = this.#readers.get(operand);
        if (readers) readers.push(operation);
        else this.#readers.set(operand, [operation]);
      }
    return operation;
  }

  /** Where the values of an output are found: those of a part of the columns in the whole. */
  #viewOf(output: string): View {
    const node = this.#byName.get(nodeNameOf(output));
    const part = node && this.#columnsOf(node)?.find((part) => part.output === output);
    if (!part) return { output, column: 0 };
    return { output: part.source, column: part.column };
  }

  /** The columns of a matrix that the outputs of a node are; null if it does anything else. */
  #columnsOf(node: GraphNode): (Part & { source: string })[] | null {
    const { constants } = this.#context;
    const { name, op, inputs } = node;
    const [first = '', second = '', third = ''] = inputs;
    if (!isFloat(node) || controlsOf(node).length > 0) return null;
    if (op === 'Slice') {
      const [begin, size] = [constants.integersOf(second), constants.integersOf(third)];
      const shape = this.#shapeOf(first);
      if (!begin || !size || shape?.length !== size.length || size.length < 2) return null;
      const areAllRows = size
        .slice(0, -1)
        .every((rows, axis) => begin[axis] === 0 && rows === shape[axis]);
      const [column, width] = [begin.at(-1) ?? 0, size.at(-1) ?? 0];
      return areAllRows && width > 0 ? [{ output: name, source: first, column, width }] : null;
    }
    if (op !== 'Split' && op !== 'SplitV') return null;
    const [source, axis] = op === 'Split' ? [second, first] : [first, third];
    const shape = this.#shapeOf(source);
    const columns = shape?.at(-1) ?? 0;
    const [at] = constants.integersOf(axis) ?? [];
    if (!shape || shape.length < 2 || (at !== -1 && at !== shape.length - 1)) return null;
    const { num_split: count } = node.attributes;
    if (!count || !('i' in count)) return null;
    const widths =
      op === 'Split'
        ? (new Array(count.i).fill(columns / count.i) as number[])
        : constants.integersOf(second);
    if (!widths || widths.some((width) => width < 1)) return null;
    let column = 0;
    return widths.map((width, index) => {
      column += width;
      return { output: outputAt(name, index), source, column: column - width, width };
    });
  }

  /** The shape of what a node computes if its op can be fused. */
  #fusableShape(node: GraphNode): readonly number[] | null {
    const shape = this.#context.shapeOf(node.name);
    const canBeFused =
      instructions.has(node.op) &&
      isFloat(node) &&
      shape !== undefined &&
      (shape.at(-1) ?? 0) >= MIN_COLUMNS &&
      !shape.includes(0) &&
      !this.#kept.has(node.name) &&
      controlsOf(node).length === 0 &&
      (node.op !== 'AddN' || node.inputs.length > 1) &&
      node.inputs.every((input) => canBroadcast(this.#shapeOf(input), shape));
    return canBeFused ? shape : null;
  }

  #shapeOf(output: string): readonly number[] | undefined {
    const { shapeOf, constants } = this.#context;
    const known = shapeOf(output) ?? constants.typeOf(output)?.shape;
    if (known) return known;
    const node = this.#byName.get(output);
    if (node?.op !== 'MatMul' || isTrue(node.attributes.transpose_a)) return undefined;
    // The columns do not matter: of a padded product, only those are read that were there before.
    const rows = this.#shapeOf(node.inputs[0] ?? '')?.[0];
    return rows === undefined ? undefined : [rows, 0];
  }
}

export function isOperation(operand: View | Operation): operand is Operation {
  return 'op' in operand;
}

export function controlsOf({
  controlInputs = [],
  optionalControlInputs = [],
}: GraphNode): string[] {
  return [...controlInputs, ...optionalControlInputs];
}

export function isFloat({ attributes: { T } }: GraphNode): boolean {
  return T !== undefined && 'type' in T && T.type === FLOAT;
}

export function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

function partName(node: string, column: number): string {
  return `${node}/columns-${column}`;
}

/** Whether an operand has the shape of the result, but for sizes of 1 before its columns, and one column at least. */
function canBroadcast(operand: readonly number[] | undefined, shape: readonly number[]): boolean {
  if (!operand) return false;
  const columns = operand.at(-1) ?? 1;
  if (columns !== 1 && columns !== shape.at(-1)) return false;
  const rows = operand.slice(0, -1);
  if (rows.every((size) => size === 1)) return true;
  if (operand.length !== shape.length) return false;
  const same = rows.findIndex((size, axis) => size !== shape[axis]);
  return same < 0 || rows.slice(same).every((size) => size === 1);
}
