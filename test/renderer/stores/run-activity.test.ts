import { expect, it } from 'vitest';
import { abbreviateActivity, describeActivity } from '../../../src-renderer/stores/run-activity';

it.each([
  [{ phase: 'loading', done: 0, total: 0 }, 'Loading the data', 'loading'],
  [{ phase: 'loading', done: 1, total: 4 }, 'Loading the data, 25 %', 'loading 25 %'],
  [
    { phase: 'evaluating', split: 'test', done: 3499, total: 10_000 },
    'Evaluating the test part, 34 %',
    'evaluating 34 %',
  ],
  [
    { phase: 'evaluating', split: 'validation', done: 12, total: 10 },
    'Evaluating the validation part, 100 %',
    'evaluating 100 %',
  ],
] as const)('describes %o', (progress, sentence, short) => {
  expect(describeActivity(progress)).toBe(sentence);
  expect(abbreviateActivity(progress)).toBe(short);
});
