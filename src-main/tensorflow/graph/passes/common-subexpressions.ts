import { replaceUses, type GraphNode } from '../graph';

/** What has an effect, or a memory of its own on purpose, or is told apart by its name alone. */
const NOT_MERGEABLE = /^(Assign|ResourceApply|ReadVariable|VarHandle|Placeholder|DeepCopy)/;

/**
 * The same op on the same inputs is taken from the first that computes it; `roots` stay. TensorFlow finds repeats
 * by itself, but slowly: what it is not given makes a step compile sooner.
 */
export function eliminateCommonSubexpressions(
  nodes: readonly GraphNode[],
  roots: readonly string[],
): GraphNode[] {
  const kept = new Set(roots);
  const firsts = new Map<string, string>();
  return replaceUses(nodes, ({ name, op, inputs, attributes, after = [], afterIfKept = [] }) => {
    if (kept.has(name) || NOT_MERGEABLE.test(op) || after.length + afterIfKept.length > 0)
      return null;
    const key = JSON.stringify([op, inputs, attributes]);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, name);
    return first ?? null;
  });
}
