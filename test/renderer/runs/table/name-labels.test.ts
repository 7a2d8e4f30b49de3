import { expect, it } from 'vitest';
import { labelSameNames } from '../../../../src-renderer/runs/table/name-labels';
import { makeRun } from './make-run';

it('says of runs of one name what differs, and nothing of a name that one run has', () => {
  const runs = [
    makeRun({ id: 'a', seed: 1, rate: 0.001 }),
    makeRun({ id: 'b', seed: 2, rate: 0.001 }),
    makeRun({ id: 'c', seed: 1, rate: 0.01 }),
    makeRun({ id: 'd', name: 'Mine', seed: 9, rate: 0.5 }),
  ];
  expect(Object.fromEntries(labelSameNames(runs))).toEqual({
    a: 'rate 0.001, seed 1',
    b: 'rate 0.001, seed 2',
    c: 'rate 0.01, seed 1',
  });
});
