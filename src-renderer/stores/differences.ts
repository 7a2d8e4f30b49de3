/** The leaves of a tree of settings by path: `training.optimizer.rate` → `0.0003`. */
export type Leaves = Map<string, unknown>;

export interface Difference {
  path: string;
  /** The value in each compared tree, in their order; undefined where a tree lacks the setting. */
  values: unknown[];
}

/**
 * Collects all leaves below a value. Empty objects and lists count as leaves, so that none is lost.
 */
export function flattenSettings(value: unknown, path = '', leaves: Leaves = new Map()): Leaves {
  if (typeof value !== 'object' || value === null) return leaves.set(path, value);
  const entries = Array.isArray(value) ? labelEntries(value) : Object.entries(value);
  // A list of numbers is one setting, for example the hidden sizes or a kernel.
  const isFlatList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  if (entries.length === 0 || isFlatList) return leaves.set(path, value);
  for (const [key, item] of entries)
    flattenSettings(item, path === '' ? key : `${path}.${key}`, leaves);
  return leaves;
}

/** Labels the items of a list: an edge by its end nodes, any other item by its index. */
function labelEntries(list: unknown[]): [string, unknown][] {
  return list.map((item, index) => {
    const edge = item as { from?: unknown; to?: unknown } | null;
    const isEdge = typeof edge === 'object' && edge !== null && 'from' in edge && 'to' in edge;
    return [isEdge ? `${String(edge.from)} → ${String(edge.to)}` : String(index), item];
  });
}

/** Finds the settings in which the trees are not all equal, in order of first appearance. */
export function findDifferences(trees: readonly unknown[]): Difference[] {
  const flattened = trees.map((tree) => flattenSettings(tree));
  const paths = new Set(flattened.flatMap((leaves) => [...leaves.keys()]));
  const differing: Difference[] = [];
  for (const path of paths) {
    const values = flattened.map((leaves) => leaves.get(path));
    const texts = new Set(values.map((value) => JSON.stringify(value)));
    if (texts.size > 1) differing.push({ path, values });
  }
  return differing;
}

/** Formats the value of a setting for a table. */
export function formatSetting(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (typeof value === 'object' && value !== null) return 'none';
  return String(value);
}
