import { findModules } from './graph';
import type { Model } from './model';

/**
 * The model without some nodes and their own settings. The settings of a module stay with the nodes of it that remain,
 * also where they were stored under a removed one. `edges` are those of the result: left out, all between the nodes
 * that remain.
 */
export function removeNodes(
  model: Model,
  removed: ReadonlySet<string>,
  edges: Model['edges'] = model.edges.filter(
    ({ from, to }) => !removed.has(from) && !removed.has(to),
  ),
): Model {
  if (removed.size === 0) return { ...model, edges };
  const { decidingLoss, ...rest } = model;
  const remaining: Model = {
    ...rest,
    ...(decidingLoss !== undefined && !removed.has(decidingLoss) && { decidingLoss }),
    nodes: without(model.nodes, removed),
    modules: without(model.modules, removed),
    edges,
  };
  return {
    ...remaining,
    modules: { ...inheritedSettings(model, remaining), ...remaining.modules },
  };
}

/** Settings that were stored under a node that is gone, under the first node of each piece that is left of the module. */
function inheritedSettings(before: Model, after: Model): Model['modules'] {
  const inherited: Model['modules'] = {};
  if (Object.keys(before.modules).every((id) => id in after.modules)) return inherited;
  const pieces = findModules(after);
  for (const { nodes } of findModules(before)) {
    const owner = nodes.find((id) => id in before.modules && !(id in after.modules));
    const settings = owner === undefined ? undefined : before.modules[owner];
    if (!settings) continue;
    const members = new Set(nodes);
    for (const piece of pieces) {
      const heir = piece.nodes.find((id) => members.has(id));
      if (heir !== undefined) inherited[heir] = settings;
    }
  }
  return inherited;
}

function without<T>(record: Record<string, T>, removed: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => !removed.has(id)));
}
