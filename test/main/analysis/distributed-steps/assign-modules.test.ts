import { expect, it } from 'vitest';
import { assignModules } from '#analysis/distributed-steps/assign-modules';

it('evens out what consecutive modules take', () => {
  expect(assignModules([3, 1, 1, 1], 2)).toEqual([0, 1, 1, 1]);
  expect(assignModules([1, 2, 3, 4, 5], 3)).toEqual([0, 0, 0, 1, 2]);
  expect(assignModules([1, 1], 1)).toEqual([0, 0]);
});

it('gives each module a worker where there are enough', () => {
  expect(assignModules([5, 1], 4)).toEqual([0, 1]);
  expect(assignModules([], 4)).toEqual([]);
});

/** The slowest worker of the best division, by trying each of them. */
function bestOfAll(costs: readonly number[], workers: number): number {
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  if (workers === 1) return total;
  return Math.min(
    ...costs.slice(0, costs.length - workers + 1).map((_, index) => {
      const first = costs.slice(0, index + 1).reduce((sum, cost) => sum + cost, 0);
      return Math.max(first, bestOfAll(costs.slice(index + 1), workers - 1));
    }),
  );
}

it('is as good as the best of all divisions, and leaves no worker without a module', () => {
  const costs = [7, 2, 5, 1, 8, 3, 3, 6, 4];
  for (const workers of [1, 2, 3, 4, 5, 8]) {
    const assigned = assignModules(costs, workers);
    const sums = Array.from({ length: workers }, () => 0);
    assigned.forEach((worker, index) => (sums[worker] = (sums[worker] ?? 0) + (costs[index] ?? 0)));
    expect(Math.max(...sums)).toBe(bestOfAll(costs, workers));
    expect(new Set(assigned).size).toBe(workers);
  }
});
