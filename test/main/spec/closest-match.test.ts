import { expect, it } from 'vitest';
import { findClosestMatch } from '#spec/closest-match';

it('finds the most similar candidate, and null where none is similar', () => {
  expect(findClosestMatch('densee', ['conv2d', 'dense'])).toBe('dense');
  expect(findClosestMatch('Adm', ['sgd', 'adam'])).toBe('adam');
  expect(findClosestMatch('xyzzy', ['dense', 'flatten'])).toBeNull();
});
