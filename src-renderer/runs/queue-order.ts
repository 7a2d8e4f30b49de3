/**
 * The run before which a waiting run stands after it was moved by one place; null at the end, undefined where it is at
 * the end of the list already. `ids`: the waiting runs, the next one first.
 */
export function moveTarget(
  ids: readonly string[],
  runId: string,
  by: -1 | 1,
): string | null | undefined {
  const index = ids.indexOf(runId);
  if (index < 0 || ids[index + by] === undefined) return undefined;
  return by === -1 ? ids[index - 1] : (ids[index + 2] ?? null);
}
