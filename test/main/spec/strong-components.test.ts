import fc from 'fast-check';
import { expect, it } from 'vitest';
import { numberComponents } from '#spec/strong-components';

/** All nodes that a node leads to, over any number of edges. */
function reach(start: number, edges: readonly (readonly [number, number])[]): Set<number> {
  const reached = new Set([start]);
  for (const node of reached) for (const [from, to] of edges) if (from === node) reached.add(to);
  return reached;
}

it('gives two nodes one number where each leads to the other, and a smaller number to what they lead to', () => {
  const size = 7;
  const node = fc.integer({ min: 0, max: size - 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(node, node), { maxLength: 14 }), (edges) => {
      const names = Array.from({ length: size }, (_, index) => `n${index}`);
      const numbers = numberComponents(names, (name) =>
        edges.filter(([from]) => names[from] === name).map(([, to]) => names[to] ?? ''),
      );
      for (let a = 0; a < size; a++)
        for (let b = 0; b < size; b++) {
          const [forth, back] = [reach(a, edges).has(b), reach(b, edges).has(a)];
          const [numberA = -1, numberB = -1] = [numbers.get(`n${a}`), numbers.get(`n${b}`)];
          expect(numberA === numberB).toBe(forth && back);
          if (forth && !back) expect(numberB).toBeLessThan(numberA);
        }
    }),
  );
});

it('does not overflow the stack on a chain of 100,000 nodes', () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `n${index}`);
  const next = new Map(names.map((name, index) => [name, names.slice(index + 1, index + 2)]));
  const numbers = numberComponents(names, (name) => next.get(name) ?? []);
  expect(numbers.get('n0')).toBe(99_999);
  expect(numbers.get('n99999')).toBe(0);
});
