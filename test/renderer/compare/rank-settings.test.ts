import { expect, it } from 'vitest';
import type { Run } from '#spec/run';
import { rankSettings } from '../../../src-renderer/compare/rank-settings';
import { makeRun } from './charts/runs';

const runs = [
  makeRun('a', { seed: 1, rate: 0.1, method: 'dni' }),
  makeRun('b', { seed: 2, rate: 0.01, method: 'none' }),
  makeRun('c', { seed: 3, rate: 0.001, method: 'dni' }),
];

it('has the setting with the most values first, and no seed', () => {
  expect(rankSettings(runs)).toEqual(['training.optimizer.rate', 'training.method']);
});

it('has the axes of the study before all others', () => {
  const studied = runs.map((run): Run => ({
    ...run,
    study: { id: 's', rung: 0, values: { 'training.method': run.method } },
  }));
  expect(rankSettings(studied)[0]).toBe('training.method');
});
