/**
 * The value `after`, in which every part that says the same as in `before` is the very object of `before`: whoever
 * compares by identity, as Svelte Flow does, then sees what has changed. For plain objects, arrays and primitives.
 *
 *     shareStructure([a, b], [{ ...a }, { ...b, selected: true }]); // [a, { ...b, selected: true }]
 */
export function shareStructure<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after;
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = after.map((item, index): unknown => shareStructure(before[index], item));
    const isSame =
      items.length === before.length &&
      items.every((item, index) => Object.is(item, before[index]));
    return (isSame ? before : items) as T;
  }
  if (!isPlainObject(before) || !isPlainObject(after)) return after;
  const keys = Object.keys(after);
  const values = keys.map((key) => shareStructure(before[key], after[key]));
  const isSame =
    keys.length === Object.keys(before).length &&
    keys.every((key, index) => key in before && Object.is(values[index], before[key]));
  // Most of what a large model shows is the same after an edit, and nothing is made for it.
  return (isSame ? before : Object.fromEntries(keys.map((key, at) => [key, values[at]]))) as T;
}

/**
 * The elements of a list, each with the identity of the element of that id in `before` as far as it says the same.
 * What an element has in `before` and not in `after`, as a measured size, it keeps.
 */
export function shareElements<T extends { id: string }>(
  before: readonly T[],
  after: readonly T[],
): T[] {
  const known = new Map(before.map((element) => [element.id, element]));
  const shared = after.map((element): T => {
    const old = known.get(element.id);
    return old ? shareStructure(old, { ...old, ...element }) : element;
  });
  const isSame =
    shared.length === before.length && shared.every((element, index) => element === before[index]);
  return isSame ? (before as T[]) : shared;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  );
}
