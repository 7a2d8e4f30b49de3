import { sizeFromShape } from '#spec/shapes';
import type { GraphBuilder } from './graph-builder';
import { allocatesOutput } from './op-kinds';

/**
 * Whether an output may share memory with an input of the step (a placeholder). The memory of an input
 * belongs to JavaScript, which may overwrite or free it after the step: what lives longer needs a copy.
 */
export function mayAliasInput(
  output: string,
  graph: Pick<GraphBuilder, 'nodeOf' | 'shapeOf'>,
): boolean {
  const elementsOf = (name: string): number => sizeFromShape(graph.shapeOf(name) ?? [0]);
  const pending = [output];
  const visited = new Set<string>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    // A tensor with fewer elements cannot be the same memory.
    if (visited.has(next) || elementsOf(next) < elementsOf(output)) continue;
    visited.add(next);
    const node = graph.nodeOf(next);
    if (node?.op === 'Placeholder') return true;
    if (node && !allocatesOutput(node.op)) pending.push(...node.inputs);
  }
  return false;
}
