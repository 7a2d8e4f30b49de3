import { describe, expect, it } from 'vitest';
import { allStatusWords, describeStatus, statusWords } from '#analysis/run-outcome';
import type { Run } from '#spec/run';
import { makeRun } from './make-run';

const training = { steps: 240 };
const cases: [string, Run][] = [
  ['running', makeRun('a', { training, status: 'running', step: 60 })],
  ['finished', makeRun('b', { training, status: 'finished', step: 240 })],
  ['finished early', makeRun('c', { training, status: 'finished', step: 60 })],
  [
    'stopped early',
    makeRun('d', {
      training,
      status: 'finished',
      step: 60,
      study: { id: 's', values: {}, rung: 0, until: 60 },
    }),
  ],
];

describe('the status of a run in words', () => {
  it.each(cases)('%s', (words, run) => {
    expect(describeStatus(run)).toBe(words);
    expect(statusWords(run)).toContain(words);
    expect(allStatusWords).toContain(words);
  });
});
