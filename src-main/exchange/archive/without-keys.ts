/** The object without some of its keys. */
export function withoutKeys<T extends object, K extends string>(
  object: T,
  keys: readonly K[],
): Omit<T, K> {
  const names: readonly string[] = keys;
  const rest = Object.entries(object).filter(([key]) => !names.includes(key));
  return Object.fromEntries(rest) as Omit<T, K>;
}
