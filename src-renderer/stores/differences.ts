/** One leaf of a tree of settings, `training.optimizer.rate` → `0.0003`. */
export type Leaves = Map<string, unknown>;

export interface Difference {
  path: string;
  /** One for each thing compared; undefined where it has no such setting. */
  values: unknown[];
}

/** All leaves below a value. Empty objects and lists count as leaves, so that they are not lost. */
export function leavesOf(value: unknown, path = '', leaves: Leaves = new Map()): Leaves {
  if (typeof value !== 'object' || value === null) return leaves.set(path, value);
  const entries = Array.isArray(value) ? labelled(value) : Object.entries(value);
  // A list of numbers is one setting: hidden sizes, a kernel.
  const isFlatList = Array.isArray(value) && value.every((item) => typeof item !== 'object');
  if (entries.length === 0 || isFlatList) return leaves.set(path, value);
  for (const [key, item] of entries) leavesOf(item, path === '' ? key : `${path}.${key}`, leaves);
  return leaves;
}

/** Edges are known by their ends, not by their place in the list. */
function labelled(list: unknown[]): [string, unknown][] {
  return list.map((item, index) => {
    const edge = item as { from?: unknown; to?: unknown } | null;
    const isEdge = typeof edge === 'object' && edge !== null && 'from' in edge && 'to' in edge;
    return [isEdge ? `${String(edge.from)} → ${String(edge.to)}` : String(index), item];
  });
}

/** The settings in which the given trees are not all the same, in the order they are met. */
export function differences(trees: readonly unknown[]): Difference[] {
  const all = trees.map((tree) => leavesOf(tree));
  const paths = new Set(all.flatMap((leaves) => [...leaves.keys()]));
  const found: Difference[] = [];
  for (const path of paths) {
    const values = all.map((leaves) => leaves.get(path));
    const texts = new Set(values.map((value) => JSON.stringify(value)));
    if (texts.size > 1) found.push({ path, values });
  }
  return found;
}

/** A setting's value as it stands in a table. */
export function settingText(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (typeof value === 'object' && value !== null) return 'none';
  return String(value);
}
