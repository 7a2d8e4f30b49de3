import {
  controlsOf,
  ElementwiseOperations,
  instructions,
  isFloat,
  isOperation,
  isSame,
  type Operation,
  type View,
} from './elementwise-operations';
import type { PassContext } from './pass-context';
import { asNamePart, outputAt, type AttributeValue, type GraphNode } from '../graph';
import { ELEMENTWISE_OP_NAME, MOST_INSTRUCTIONS, MOST_VIEWS } from '../../backend/elementwise';

/** The operations of one op. */
interface Group {
  name: string;
  operations: Operation[];
}

/**
 * Joins elementwise ops on matrices of one shape to one op each (`runtime/elementwise-op.ts`), with the columns of
 * others that they read (`Split`, `Slice`) and those that their results are joined to (`ConcatV2`): the gates of a
 * recurrent cell are one op, and their gradients another. Ops are joined that follow each other directly and have
 * equally many other ops before them on the longest way: none waits for operands that it does not need. None waits for
 * itself either: a way out of a joined op and back leads through another op, which the longest way counts, or through
 * elementwise ops of other shapes, and those only ever broadcast to larger ones.
 */
export function fuseElementwise(
  nodes: readonly GraphNode[],
  roots: readonly string[],
  context: PassContext,
): GraphNode[] {
  return new ElementwiseFuser(nodes, roots, context).rewrite();
}

class ElementwiseFuser {
  readonly #context: PassContext;
  readonly #operations: ElementwiseOperations;
  readonly #groupOf = new Map<Operation, Group>();

  constructor(nodes: readonly GraphNode[], roots: readonly string[], context: PassContext) {
    this.#context = context;
    this.#operations = new ElementwiseOperations(nodes, roots, context);
  }

  rewrite(): GraphNode[] {
    const { nodes } = this.#operations;
    const groups = this.#chooseGroups();
    if (groups.length === 0) return [...nodes];
    const removed = new Set<string>();
    const replacements = new Map<string, string>();
    const fused = groups.map((group) => this.#fuse(group, removed, replacements));
    return [...nodes.filter(({ name }) => !removed.has(name)), ...fused].map((node) => ({
      ...node,
      inputs: node.inputs.map((input) => replacements.get(input) ?? input),
    }));
  }

  /** Operations that follow each other directly, at one level, where one op can compute them. */
  #chooseGroups(): Group[] {
    const groupOf = new Map<Operation, Group>();
    for (const operation of this.#operations.all) {
      let group: Group = { name: '', operations: [operation] };
      groupOf.set(operation, group);
      for (const operand of operation.operands) {
        const other = isOperation(operand) ? groupOf.get(operand) : undefined;
        if (!other || other === group || !isOneGroup(operation, operand)) continue;
        const [larger, smaller] =
          other.operations.length > group.operations.length ? [other, group] : [group, other];
        for (const member of smaller.operations) {
          larger.operations.push(member);
          groupOf.set(member, larger);
        }
        group = larger;
      }
    }
    const groups = [...new Set(groupOf.values())].filter(({ operations }) => isWorthIt(operations));
    for (const group of groups) {
      group.operations.sort((a, b) => a.index - b.index);
      group.name = `${asNamePart(group.operations[0]?.name ?? '')}/fused`;
      for (const operation of group.operations) this.#groupOf.set(operation, group);
    }
    return groups;
  }

  /** The op for a group. Notes the nodes that it takes the place of, and by output what takes its place. */
  #fuse(group: Group, removed: Set<string>, replacements: Map<string, string>): GraphNode {
    const { constants } = this.#context;
    const [{ shape } = { shape: [] }] = group.operations;
    const columns = shape.at(-1) ?? 1;
    const joins = this.#foldedConcats(group);
    const stored = group.operations.filter((operation) => this.#isStored(operation, group, joins));
    const operations = liveOperations(group.operations, [
      ...stored,
      ...joins.flatMap(({ inputs }) => inputs.flatMap((input) => this.#operations.of(input) ?? [])),
    ]);

    const inputs: string[] = [];
    const views: number[] = [];
    const viewIndexes = new Map<string, number>();
    const indexes = new Map<Operation, number>();
    const addView = (operand: View | Operation): void => {
      if (isOperation(operand) && this.#groupOf.get(operand) === group) return;
      const { output, column } = this.#externalView(operand);
      const key = `${output} ${column}`;
      if (viewIndexes.has(key)) return;
      if (!inputs.includes(output)) inputs.push(output);
      viewIndexes.set(key, viewIndexes.size);
      views.push(inputs.indexOf(output), column);
    };
    for (const { operands } of operations) operands.forEach(addView);
    const indexOf = (operand: View | Operation): number => {
      if (isOperation(operand)) {
        const index = indexes.get(operand);
        if (index !== undefined) return index;
      }
      const { output, column } = this.#externalView(operand);
      return viewIndexes.get(`${output} ${column}`) ?? 0;
    };

    const code: number[] = [];
    for (const operation of operations) {
      const [first = 0, ...others] = operation.operands.map(indexOf);
      let result = first;
      // A sum of several is computed two by two.
      for (const other of others.length > 0 ? others : [first]) {
        code.push(instructions.get(operation.op) ?? 0, result, other);
        result = viewIndexes.size + code.length / 3 - 1;
      }
      indexes.set(operation, result);
    }

    const stores: number[] = [];
    const widths: number[] = [];
    for (const operation of stored) {
      replacements.set(operation.name, outputAt(group.name, widths.length));
      stores.push(indexOf(operation), widths.length, 0);
      widths.push(columns);
    }
    for (const { name, inputs } of joins) {
      let column = 0;
      for (const input of inputs.slice(0, -1)) {
        const operation = this.#operations.of(input);
        if (operation) stores.push(indexOf(operation), widths.length, column);
        column += operation ? columns : (constants.typeOf(input)?.shape.at(-1) ?? 0);
      }
      replacements.set(name, outputAt(group.name, widths.length));
      widths.push(column);
      removed.add(name);
    }
    for (const { name, result } of group.operations) if (name === result.output) removed.add(name);

    const attributes: Record<string, AttributeValue> = {
      N: { i: inputs.length },
      M: { i: widths.length },
      rows: { ints: shape.slice(0, -1) },
      columns: { i: columns },
      views: { ints: views },
      code: { ints: code },
      stores: { ints: stores },
      widths: { ints: widths },
    };
    return { name: group.name, op: ELEMENTWISE_OP_NAME, inputs, attributes };
  }

  /** Where an op finds an operand that it does not compute itself. */
  #externalView(operand: View | Operation): View {
    if (!isOperation(operand)) return operand;
    return this.#groupOf.has(operand) ? { output: operand.name, column: 0 } : operand.result;
  }

  /** Whether others need the result of an operation than its group and the joins that are part of its op. */
  #isStored(operation: Operation, group: Group, joins: readonly GraphNode[]): boolean {
    const { name } = operation;
    const isReadByGroup = this.#operations.readersOf(operation).some((reader) => {
      const other = this.#groupOf.get(reader);
      return other !== undefined && other !== group;
    });
    if (isReadByGroup) return true;
    return this.#operations.usersOf(name).some((user) => {
      const reader = this.#operations.of(user.name);
      const isPartOfOp = reader && this.#groupOf.get(reader) === group;
      return !isPartOfOp && !joins.includes(user);
    });
  }

  /** The nodes that join columns of results of a group alone, or with zeros, as far as the op has stores for all parts. */
  #foldedConcats(group: Group): GraphNode[] {
    const { constants } = this.#context;
    const isOwn = (output: string): boolean => {
      const operation = this.#operations.of(output);
      return operation !== undefined && this.#groupOf.get(operation) === group;
    };
    const users = group.operations.flatMap(({ name }) => this.#operations.usersOf(name));
    let stores = group.operations.length;
    return [...new Set(users)].filter((node) => {
      if (node.op !== 'ConcatV2' || !isFloat(node) || this.#operations.isKept(node)) return false;
      const [axis] = constants.integersOf(node.inputs.at(-1) ?? '') ?? [];
      const rank = group.operations[0]?.shape.length ?? 0;
      const parts = node.inputs.slice(0, -1);
      const isFolded =
        stores + parts.length <= MOST_INSTRUCTIONS &&
        rank > 1 &&
        (axis === -1 || axis === rank - 1) &&
        controlsOf(node).length === 0 &&
        parts.filter(isOwn).length > 1 &&
        parts.every((part) => isOwn(part) || constants.uniformValue(part) === 0);
      if (isFolded) stores += parts.length;
      return isFolded;
    });
  }
}

function isOneGroup(operation: Operation, operand: View | Operation): boolean {
  return (
    isOperation(operand) &&
    operand.level === operation.level &&
    isSame(operand.shape, operation.shape)
  );
}

/** Whether one op can compute these, and has fewer ops to begin. */
function isWorthIt(operations: readonly Operation[]): boolean {
  const own = new Set<View | Operation>(operations);
  const steps = operations.reduce((sum, { operands }) => sum + Math.max(1, operands.length - 1), 0);
  const views = operations.flatMap(({ operands }) => operands.filter((one) => !own.has(one)));
  return operations.length > 1 && steps <= MOST_INSTRUCTIONS && views.length <= MOST_VIEWS;
}

/** Those of the operations that `needed` are computed from. */
function liveOperations(
  operations: readonly Operation[],
  needed: readonly Operation[],
): Operation[] {
  const live = new Set<View | Operation>(needed);
  for (const operation of [...operations].reverse())
    if (live.has(operation)) for (const operand of operation.operands) live.add(operand);
  return operations.filter((operation) => live.has(operation));
}
