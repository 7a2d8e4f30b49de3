import { expect, it } from 'vitest';
import { describeCoupledPath } from '#spec/coupled-path';
import { model } from './make';

const a = { kind: 'dense', units: 4 };
const x = { kind: 'input', field: 'image' };

it('finds the shortest path beside decoupled edges, in both directions', () => {
  const residual = model({ x, a, b: a, s: { kind: 'add' }, far: a }, [
    'x>a',
    'a>>b',
    'b>s',
    'a>s',
    'a>far',
    'far>b',
  ]);
  expect(describeCoupledPath(residual, 'a', 'b')).toMatch(/^a → (s ←|far →) b$/);
  expect(describeCoupledPath(residual, 's', 'far')).toMatch(/^s ← (a →|b ←) far$/);
});

it('finds none over a decoupled edge or an input', () => {
  const apart = model({ x, a, b: a }, ['x>a', 'x>b', 'a>>b']);
  expect(describeCoupledPath(apart, 'a', 'b')).toBeNull();
});

it('leaves out the middle of a long path', () => {
  const ids = Array.from({ length: 20 }, (_, index) => `n${index}`);
  const chain = model(
    Object.fromEntries(ids.map((id) => [id, a])),
    ids.slice(1).map((id, index) => `n${index}>${id}`),
  );
  expect(describeCoupledPath(chain, 'n0', 'n19')).toBe('n0 → n1 → n2 → n3 → n4 … → n18 → n19');
});
