import { expect, it } from 'vitest';
import { stackDots } from '../../../src-renderer/studies/stack-dots';

it('puts dots that would cover each other on levels of their own', () => {
  expect(stackDots([10, 30, 12, 37, 10], 7)).toEqual([0, 0, 1, 0, 2]);
  expect(stackDots([], 7)).toEqual([]);
});
