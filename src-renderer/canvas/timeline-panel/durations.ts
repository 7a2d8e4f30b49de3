import type { Counts } from '#spec/counts';
import type { Module } from '#spec/graph';

/** The unit of time is the forward pass of the model's average module. */
export const updateLength = 0.25;

/** What a module's forward pass takes at least, so that its bars can be seen. */
export const shortestForward = 0.25;

/**
 * How long each node's forward pass takes, from its multiply-adds; `unit` is how many of them make
 * one unit of time. Where the sizes are not known, every module takes one unit.
 */
export function nodeForwards(
  modules: readonly Module[],
  counts: Counts,
): { nodes: Map<string, number>; unit: number } {
  const madds = (id: string) => counts.nodes[id]?.multiplyAdds ?? 0;
  const sums = modules.map((module) => module.nodes.reduce((sum, id) => sum + madds(id), 0));
  const all = sums.reduce((a, b) => a + b, 0);
  const unit = all > 0 ? all / modules.length : 1;
  const nodes = new Map<string, number>();
  for (const [index, module] of modules.entries()) {
    const sum = sums[index] ?? 0;
    const length = all > 0 ? Math.max(shortestForward, sum / unit) : 1;
    for (const id of module.nodes)
      nodes.set(id, length * (sum > 0 ? madds(id) / sum : 1 / module.nodes.length));
  }
  return { nodes, unit };
}
