import { expect, it } from 'vitest';
import { isAnswered } from '../../../src-renderer/stores/job-requests';

it.each([
  ['pause', 'running', false],
  ['pause', 'paused', true],
  ['resume', 'paused', false],
  ['resume', 'running', true],
  ['stop', 'paused', false],
  ['stop', 'stopped', true],
  ['cancel', 'running', false],
  ['cancel', 'interrupted', true],
] as const)('%s of a run that is %s: %s', (request, status, expected) => {
  expect(isAnswered(request, status)).toBe(expected);
});
