import { nodeOf, type GraphNode } from './graph';

/** What has an effect, or a memory of its own on purpose, or is told apart by its name alone. */
const APART = /^(Assign|ResourceApply|ReadVariable|VarHandle|Placeholder|DeepCopy)/;

/**
 * The same op on the same inputs is computed once; `roots` stay. TensorFlow finds repeats by itself, but slowly:
 * what it is not given makes a step compile sooner.
 */
export function withoutRepeats(nodes: readonly GraphNode[], roots: readonly string[]): GraphNode[] {
  const kept = new Set(roots);
  const firsts = new Map<string, string>();
  const sources = new Map<string, string>();
  const sourceOf = (output: string): string => {
    const name = nodeOf(output);
    return (sources.get(name) ?? name) + output.slice(name.length);
  };
  // In the order of the recording, in which a node stands behind its inputs.
  return nodes.flatMap((node) => {
    const renamed = { ...node, inputs: node.inputs.map(sourceOf) };
    const { name, op, inputs, attributes, after = [], afterIfKept = [] } = renamed;
    if (kept.has(name) || APART.test(op) || after.length + afterIfKept.length > 0) return [renamed];
    const key = JSON.stringify([op, inputs, attributes]);
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, name);
    else sources.set(name, first);
    return first === undefined ? [renamed] : [];
  });
}
