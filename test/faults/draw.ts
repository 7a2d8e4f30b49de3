import { createGenerator, type Generator } from '#data/random';

export { createGenerator, type Generator };

/** A number from `low` to below `high`. */
export function between(generator: Generator, low: number, high: number): number {
  return low + generator.uniform() * (high - low);
}

export function pick<T>(generator: Generator, items: readonly [T, ...T[]]): T {
  return items[generator.below(items.length)] ?? items[0];
}

/** One of the items, each as often as its weight says. */
export function pickWeighted<T>(
  generator: Generator,
  items: readonly (readonly [weight: number, item: T])[],
): T {
  const total = items.reduce((sum, [weight]) => sum + weight, 0);
  let rest = generator.uniform() * total;
  for (const [weight, item] of items) {
    rest -= weight;
    if (rest < 0) return item;
  }
  throw new Error('There is nothing to pick from.');
}
