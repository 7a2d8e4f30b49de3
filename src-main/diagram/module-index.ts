import { mapNodesToModules, type Module } from '../spec/graph';

/** The position in `modules` of each node's module, by node id; input nodes have no entry. */
export function indexModules(modules: readonly Module[]): ReadonlyMap<string, number> {
  const indices = new Map(modules.map(({ id }, index) => [id, index]));
  return new Map([...mapNodesToModules(modules)].map(([node, id]) => [node, indices.get(id) ?? 0]));
}
