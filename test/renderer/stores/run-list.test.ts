import { expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { compareAge, findNeighbour } from '../../../src-renderer/stores/run-list';

const runs = ['a', 'b', 'c', 'd'].map((id) => ({ id, created: `2026-01-0${id}` }) as Run);

it('the newest run is first', () => {
  expect([...runs].sort(compareAge).map(({ id }) => id)).toEqual(['d', 'c', 'b', 'a']);
  const twins = ['x', 'y'].map((id) => ({ id, created: '2026' }) as Run);
  expect(twins.sort(compareAge).map(({ id }) => id)).toEqual(['y', 'x']);
});

it('the next run that is still there takes the place of a removed one, else the last before it', () => {
  expect(findNeighbour(runs, 'b', (id) => id === 'a' || id === 'd')).toBe('d');
  expect(findNeighbour(runs, 'd', (id) => id === 'a' || id === 'b')).toBe('b');
  expect(findNeighbour(runs, 'a', () => false)).toBeNull();
});
