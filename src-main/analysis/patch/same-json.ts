/** Whether two JSON values are the same: the order of keys does not count, nor do keys that hold undefined. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    const others: unknown[] = b;
    return a.every((item, index) => isSameJson(item, others[index]));
  }
  const [own, others] = [definedEntries(a), new Map(definedEntries(b))];
  return (
    own.length === others.size &&
    own.every(([key, value]) => others.has(key) && isSameJson(value, others.get(key)))
  );
}

/** The keys of an object that JSON has, with their values. */
export function definedEntries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
