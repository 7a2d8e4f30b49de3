import { expect, it } from 'vitest';
import { capitalize, lowerFirst } from '#spec/letter-case';

it('changes the first letter only', () => {
  expect(capitalize('test error of MNIST')).toBe('Test error of MNIST');
  expect(lowerFirst('Test error of MNIST')).toBe('test error of MNIST');
});

it('leaves an abbreviation, and a text without letters, as they are', () => {
  expect(lowerFirst('DNI with labels')).toBe('DNI with labels');
  expect([capitalize(''), lowerFirst(''), capitalize('3 runs')]).toEqual(['', '', '3 runs']);
});
