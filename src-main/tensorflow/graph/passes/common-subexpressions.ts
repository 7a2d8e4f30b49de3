import { replaceUses, type GraphNode } from '../graph';

/** Ops with side effects, copies made on purpose, and nodes that differ only by name. */
const NOT_MERGEABLE = /^(Assign|ResourceApply|ReadVariable|VarHandle|Placeholder|DeepCopy)/;

/**
 * Merges nodes with the same op, inputs and attributes into the first of them; nodes in `roots` stay. TensorFlow
 * does this as well, but slowly: a smaller graph compiles sooner.
 */
export function eliminateCommonSubexpressions(
  nodes: readonly GraphNode[],
  roots: readonly string[],
): GraphNode[] {
  const isRoot = new Set(roots);
  const firstByKey = new Map<string, string>();
  return replaceUses(nodes, (node) => {
    const { name, op, inputs, attributes, controlInputs = [], optionalControlInputs = [] } = node;
    const isOrdered = controlInputs.length + optionalControlInputs.length > 0;
    if (isRoot.has(name) || NOT_MERGEABLE.test(op) || isOrdered) return null;
    const key = JSON.stringify([op, inputs, attributes]);
    const first = firstByKey.get(key);
    if (first === undefined) firstByKey.set(key, name);
    return first ?? null;
  });
}
