import { expect, it } from 'vitest';
import { moveTarget } from '../../../src-renderer/runs/queue-order';

it('a waiting run moves by one place, and no further than the ends', () => {
  const ids = ['a', 'b', 'c'];
  expect(moveTarget(ids, 'b', -1)).toBe('a');
  expect(moveTarget(ids, 'a', 1)).toBe('c');
  expect(moveTarget(ids, 'b', 1)).toBeNull();
  expect(moveTarget(ids, 'a', -1)).toBeUndefined();
  expect(moveTarget(ids, 'c', 1)).toBeUndefined();
  expect(moveTarget(ids, 'x', 1)).toBeUndefined();
});
