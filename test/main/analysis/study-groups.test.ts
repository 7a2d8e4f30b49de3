import { describe, expect, it } from 'vitest';
import { describeGroups, describeTogether } from '#analysis/study-groups';
import type { Environment, Run } from '#spec/run';
import { makeRun } from './study-fixture';

describe('the groups of a plan', () => {
  it.each<[number[], string | null]>([
    [[], null],
    [[8], '8 runs in one group'],
    [[4, 4], '8 runs in 2 groups of 4'],
    [[3, 2], '5 runs in one group of 3 and one group of 2'],
    [[4, 4, 3], '11 runs in 2 groups of 4 and one group of 3'],
  ])('%j', (sizes, said) => expect(describeGroups(sizes)).toBe(said));
});

describe('how runs have trained together', () => {
  const environment: Environment = {
    ...{ workbench: '0.2.0', node: '20.0.0', backend: 'tensorflow', tensorflow: '2.18.1' },
    ...{ device: 'CPU', fallbackReason: null, platform: 'linux x64' },
  };
  const runs = (count: number, together?: number, timing?: [number, number]): Run[] =>
    Array.from({ length: count }, (_, index) => ({
      ...makeRun({ id: `${together} ${index}` }),
      environment: { ...environment, ...(together !== undefined && { together }) },
      ...(together !== undefined &&
        timing && {
          groupTiming: { members: together, together: timing[0], oneByOne: timing[1] },
        }),
    }));

  it('says nothing of runs that train alone or wait', () => {
    expect(describeTogether(runs(3))).toEqual([]);
    expect(describeTogether([makeRun({ id: 'waits' })])).toEqual([]);
  });

  it('names the processes and the way that was faster, with both times', () => {
    expect(describeTogether([...runs(8, 4, [0.0301, 0.0291]), ...runs(2)])).toEqual([
      '8 runs in 2 processes, 4 in each, their steps one after the other: 29.1 ms for a step of all, 30.1 ms as one compiled step.',
    ]);
    expect(describeTogether(runs(4, 4, [0.012, 0.03]))).toEqual([
      '4 runs in one process, their steps as one compiled step: 12 ms for a step of all, 30 ms one after the other.',
    ]);
  });

  it('tells processes apart in which another way was faster, or nothing is measured yet', () => {
    const uneven = [...runs(3, 3, [0.02, 0.01]), ...runs(2, 2, [0.04, 0.03])];
    expect(describeTogether([...uneven, ...runs(4, 4, [0.01, 0.02]), ...runs(4, 4)])).toEqual([
      '4 runs in one process, their steps as one compiled step: 10 ms for a step of all, 20 ms one after the other.',
      // The means over the runs: (3 · 10 + 2 · 30) / 5 and (3 · 20 + 2 · 40) / 5.
      '5 runs in 2 processes, 2 to 3 in each, their steps one after the other: 18 ms for a step of all, 28 ms as one compiled step.',
      '4 runs in one process.',
    ]);
  });
});
