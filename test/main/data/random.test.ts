import { describe, expect, it } from 'vitest';
import { createGenerator, restoreGenerator, shuffledIndices } from '#data/random';

const several = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);

describe('generators', () => {
  it('give the same numbers for the same seed and purpose, and others for any other pair', () => {
    const stream = (seed: number, purpose: string): number[] => {
      const generator = createGenerator(seed, purpose);
      return several(20, () => generator.uniform());
    };
    expect(stream(1, 'batches')).toEqual(stream(1, 'batches'));
    const all = [stream(1, 'batches'), stream(2, 'batches'), stream(1, 'weights'), stream(-1, 'x')];
    expect(new Set(all.flat()).size).toBe(80);
  });

  it('continue from a state that was saved as JSON, whatever was drawn before', () => {
    const generator = createGenerator(7, 'any');
    several(3, () => generator.normal());
    several(5, () => generator.below(10));
    const copy = restoreGenerator(JSON.parse(JSON.stringify(generator.state())) as number[]);
    const draw = (from: typeof generator) => (): number[] => [
      from.uniform(),
      from.below(1000),
      from.normal(),
    ];
    expect(several(50, draw(copy))).toEqual(several(50, draw(generator)));
  });

  it('draw nothing when their state is read', () => {
    const [a, b] = [createGenerator(3, 'x'), createGenerator(3, 'x')];
    a.state();
    expect(a.uniform()).toBe(b.uniform());
  });

  it('have the right distributions: moments of uniform, counts of below, moments and tails of normal', () => {
    const generator = createGenerator(11, 'moments');
    const count = 40_000;
    const mean = (values: number[]): number =>
      values.reduce((sum, x) => sum + x, 0) / values.length;
    const uniform = several(count, () => generator.uniform());
    expect(Math.min(...uniform.slice(0, 10_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...uniform.slice(0, 10_000))).toBeLessThan(1);
    // Five standard errors: 5 · sqrt(1/12 / 40000) = 0.0072.
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(0.0072);
    expect(Math.abs(mean(uniform.map((x) => x * x)) - 1 / 3)).toBeLessThan(0.0075);
    const counts = [0, 0, 0];
    for (const value of several(30_000, () => generator.below(3)))
      counts[value] = (counts[value] ?? 0) + 1;
    // Five standard deviations of a binomial: 5 · sqrt(30000 · 1/3 · 2/3) = 408.
    for (const frequency of counts) expect(Math.abs(frequency - 10_000)).toBeLessThan(408);
    const normal = several(count, () => generator.normal());
    expect(Math.abs(mean(normal))).toBeLessThan(0.025);
    expect(Math.abs(mean(normal.map((x) => x * x)) - 1)).toBeLessThan(0.036);
    const outside = normal.filter((x) => Math.abs(x) > 1.959964).length / count;
    expect(Math.abs(outside - 0.05)).toBeLessThan(0.0055);
  });

  it('give only 0 for below(1)', () => {
    const generator = createGenerator(1, 'one');
    expect(new Set(several(20, () => generator.below(1)))).toEqual(new Set([0]));
  });
});

describe('shuffledIndices', () => {
  it('is a permutation, and a different one each time', () => {
    const generator = createGenerator(5, 'shuffle');
    const [a, b] = [shuffledIndices(1000, generator), shuffledIndices(1000, generator)];
    expect([...a].sort((x, y) => x - y)).toEqual(several(1000, () => 0).map((_, i) => i));
    expect([...b]).not.toEqual([...a]);
  });

  it('gives each of the six orders of three indices equally often', () => {
    const generator = createGenerator(6, 'orders');
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = shuffledIndices(3, generator).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    // Five standard deviations: 5 · sqrt(12000 · 1/6 · 5/6) = 204.
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(204);
  });

  it('handles no index and one index', () => {
    const generator = createGenerator(1, 'x');
    expect([...shuffledIndices(0, generator)]).toEqual([]);
    expect([...shuffledIndices(1, generator)]).toEqual([0]);
  });
});
