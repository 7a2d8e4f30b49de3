import { expect, it } from 'vitest';
import { openSentence } from '#analysis/sentence-opening';
import { makeRun } from './make-run';

const group = { runs: [makeRun('a')] };

it.each([
  ['none, rate 0.001', 'None, rate 0.001'],
  ['rate 0.001', 'Rate 0.001'],
  ['optimizer rate 0.001', 'Optimizer rate 0.001'],
  ['seed 3', 'Seed 3'],
  ['no clip', 'No clip'],
  ['DNI', 'DNI'],
])('begins a sentence with %s as %s', (label, opening) =>
  expect(openSentence(label, group)).toBe(opening),
);

it('leaves names that were given to models, runs and parts as they are', () => {
  expect(openSentence('my-model, rate 0.1', group)).toBe('my-model, rate 0.1');
  // A module of the model, as part of the path of its setting.
  expect(openSentence('core units 20', group)).toBe('core units 20');
});
