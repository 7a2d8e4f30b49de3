import type { SavedModel } from '#api/types';

/** Names with numbers in the order of the numbers: `A`, `A 2`, `A 10`. */
const order = new Intl.Collator('en', { numeric: true });

/** Models in the order of their names, as lists show them. */
export function sortByName(models: readonly SavedModel[]): SavedModel[] {
  return [...models].sort((a, b) => order.compare(a.spec.name, b.spec.name));
}
