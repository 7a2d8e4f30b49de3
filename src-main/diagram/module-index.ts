import type { Module } from '../spec/graph';
import type { Model } from '../spec/model';
import { isLoss } from '../spec/nodes';

/**
 * The number of each node's module, by node id, which decides its colour. Modules count in their order, those of a part
 * of the model that no loss is in last, so that a part that is added and not connected yet leaves the other colours as
 * they are. Input nodes have no entry, and neither has a node without edges, to which no gradient arrives.
 */
export function indexModules(
  modules: readonly Module[],
  model: Model,
): ReadonlyMap<string, number> {
  const ranks = rankNodes(model);
  const rankOf = ({ nodes: [node = ''] }: Module): number => ranks.get(node) ?? 0;
  const numbered = modules
    .filter((module) => rankOf(module) > 1)
    // A stable sort: modules of one rank stay in their order.
    .sort((a, b) => (rankOf(a) === rankOf(b) ? 0 : rankOf(b) - rankOf(a)));
  return new Map(
    numbered.flatMap(({ nodes }, index) => nodes.map((node) => [node, index] as const)),
  );
}

/** For each node the size of the connected part of the model that it is in; infinite where the part has a loss. */
function rankNodes({ nodes, edges }: Model): Map<string, number> {
  const neighbours = new Map(Object.keys(nodes).map((id) => [id, new Set<string>()]));
  for (const { from, to } of edges) {
    if (from === to) continue;
    neighbours.get(from)?.add(to);
    neighbours.get(to)?.add(from);
  }
  const ranks = new Map<string, number>();
  for (const id of neighbours.keys()) {
    if (ranks.has(id)) continue;
    const part = new Set([id]);
    // The loop also visits the nodes that are added while it runs.
    for (const member of part) for (const next of neighbours.get(member) ?? []) part.add(next);
    const hasLoss = [...part].some((member) => {
      const node = nodes[member];
      return node !== undefined && isLoss(node);
    });
    const isConnectedLoss = hasLoss && part.size > 1;
    for (const member of part) ranks.set(member, isConnectedLoss ? Infinity : part.size);
  }
  return ranks;
}
