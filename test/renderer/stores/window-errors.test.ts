import { expect, it } from 'vitest';
import { keepError, windowErrors } from '../../../src-renderer/stores/window-errors';

it('keeps each error once, with its count, the newest first, without what Chromium tells of sizes', () => {
  keepError('first');
  for (let index = 0; index < 5; index++)
    keepError('ResizeObserver loop completed with undelivered notifications.');
  keepError('second');
  keepError('first');
  expect(windowErrors()).toEqual(['2 times: first', 'second']);
});

it('keeps the newest fifty', () => {
  for (let index = 0; index < 60; index++) keepError(`error ${index}`);
  expect(windowErrors()).toHaveLength(50);
  expect(windowErrors()[0]).toBe('error 59');
  expect(windowErrors()[49]).toBe('error 10');
});
