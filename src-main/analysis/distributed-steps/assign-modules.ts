/**
 * Divides a chain of modules among workers, each with consecutive modules and none without, so that the slowest worker has
 * the least to do (the chains-on-chains partitioning problem, by dynamic programming). Returns the worker of each module;
 * of more workers than modules the last ones stay idle.
 *
 *     assignModules([3, 1, 1, 1], 2); // [0, 1, 1, 1]: 3 each
 */
export function assignModules(costs: readonly number[], workers: number): number[] {
  const count = costs.length;
  if (workers >= count) return costs.map((_, index) => index);
  const sums = [0];
  for (const cost of costs) sums.push((sums.at(-1) ?? 0) + cost);
  const between = (from: number, to: number): number => (sums[to] ?? 0) - (sums[from] ?? 0);
  /** By number of modules, what the slowest of the workers so far has to do. */
  let slowest = sums.map((sum) => sum);
  /** By worker and number of modules, the first module of that worker. */
  const firsts: number[][] = [sums.map(() => 0)];
  for (let worker = 1; worker < workers; worker++) {
    const next = sums.map(() => Infinity);
    const first = sums.map(() => 0);
    for (let end = worker + 1; end <= count; end++)
      for (let from = worker; from < end; from++) {
        const time = Math.max(slowest[from] ?? 0, between(from, end));
        if (time < (next[end] ?? 0)) [next[end], first[end]] = [time, from];
      }
    firsts.push(first);
    slowest = next;
  }
  const assigned = costs.map(() => 0);
  for (let worker = workers - 1, end = count; worker > 0; worker--) {
    const from = firsts[worker]?.[end] ?? 0;
    assigned.fill(worker, from, end);
    end = from;
  }
  return assigned;
}
