import type { Counts } from '../../spec/counts';
import type { Module } from '../../spec/graph';

/**
 * Durations are in units of the forward pass of the model's average module. A parameter update is drawn
 * this long.
 */
export const updateDuration = 0.25;

/** A module's forward pass is drawn at least this long, so that its bars are visible. */
export const minForwardDuration = 0.25;

/**
 * Estimates the duration of each node's forward pass from its multiply-adds. If some sizes are unknown,
 * every module takes one unit, and the interfaces none. `multiplyAddsPerUnit` converts further multiply-adds to
 * durations. `unit`: its value where durations are compared with those of another split into modules.
 */
export function estimateForwardDurations(
  modules: readonly Module[],
  counts: Counts,
  unit?: number,
): { durations: Map<string, number>; multiplyAddsPerUnit: number } {
  const countNode = (id: string) => counts.nodes[id]?.multiplyAdds ?? 0;
  const moduleSums = modules.map(({ nodes }) => nodes.reduce((sum, id) => sum + countNode(id), 0));
  const total = counts.unknown.nodes.length > 0 ? 0 : moduleSums.reduce((a, b) => a + b, 0);
  const multiplyAddsPerUnit = total > 0 ? (unit ?? total / modules.length) : Infinity;
  const durations = new Map<string, number>();
  for (const [index, { nodes }] of modules.entries()) {
    const sum = total > 0 ? (moduleSums[index] ?? 0) : 0;
    const duration = total > 0 ? Math.max(minForwardDuration, sum / multiplyAddsPerUnit) : 1;
    for (const id of nodes)
      durations.set(id, duration * (sum > 0 ? countNode(id) / sum : 1 / nodes.length));
  }
  return { durations, multiplyAddsPerUnit };
}
