import { moduleOfNode, type Module } from '#spec/graph';

/** By node: the number of its module, from 0 in the order of the modules; inputs have none. */
export function moduleNumbers(modules: readonly Module[]): ReadonlyMap<string, number> {
  const numbers = new Map(modules.map(({ id }, index) => [id, index]));
  return new Map([...moduleOfNode(modules)].map(([node, id]) => [node, numbers.get(id) ?? 0]));
}
