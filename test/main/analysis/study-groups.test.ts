import { describe, expect, it } from 'vitest';
import { describeGroups, describeTogether } from '#analysis/study-groups';
import type { Run, RunStatus } from '#spec/run';
import { makeRun } from './study-fixture';

describe('the processes of a plan', () => {
  it.each<[number[], number, string | null]>([
    [[], 0, null],
    [[], 3, null],
    [[8], 0, '8 runs train in one process.'],
    [[4, 4], 0, '8 runs train in 2 processes of 4.'],
    [[3, 2], 0, '5 runs train in one process of 3 and one process of 2.'],
    [[4, 4, 3], 0, '11 runs train in 2 processes of 4 and one process of 3.'],
    [[2], 1, '3 runs train: 2 of them in one process, 1 alone.'],
    [[2, 2], 2, '6 runs train: 4 of them in 2 processes of 2, 2 alone.'],
  ])('%j and %j alone', (sizes, alone, said) => expect(describeGroups(sizes, alone)).toBe(said));
});

describe('how runs have trained together', () => {
  /** The runs of a process of so many, with its times as one step and one after the other. */
  const process = (
    members: number,
    [together, oneByOne]: [number, number],
    status: RunStatus = 'finished',
  ): Run[] =>
    Array.from({ length: members }, (_, index) => ({
      ...makeRun({ id: `${together} ${index}` }),
      status,
      groupTiming: { members, together, oneByOne },
    }));
  const waiting = (count: number): Run[] =>
    Array.from({ length: count }, (_, index) => ({
      ...makeRun({ id: `waits ${index}` }),
      status: 'queued',
    }));

  it('says nothing of runs that train alone or wait', () => {
    expect(describeTogether(waiting(3))).toEqual([]);
  });

  it('names the processes, both ways and the faster one', () => {
    const eight = [...process(4, [0.0301, 0.0291]), ...process(4, [0.0305, 0.0291])];
    expect(describeTogether(eight)).toEqual([
      '8 runs trained in 2 processes of 4. A step of all runs of a process took 30.1 to 30.5 ms as one compiled step and 29.1 ms one after the other: the faster was used.',
    ]);
    expect(describeTogether([...process(4, [0.012, 0.03], 'running'), ...waiting(2)])).toEqual([
      '4 runs train in one process. A step of all runs takes 12 ms as one compiled step and 30 ms one after the other: the faster is used.',
    ]);
  });

  it('gives the range of processes that differ, and tells those apart in which another way was faster', () => {
    const runs = [
      ...process(3, [0.00182, 0.00045]),
      ...process(2, [0.04, 0.00869]),
      ...process(4, [0.01, 0.02]),
    ];
    expect(describeTogether(runs)).toEqual([
      '4 runs trained in one process. A step of all runs took 10 ms as one compiled step and 20 ms one after the other: the faster was used.',
      '5 runs trained in one process of 3 and one process of 2. A step of all runs of a process took 1.82 to 40 ms as one compiled step and 0.45 to 8.69 ms one after the other: the faster was used.',
    ]);
  });

  it('says nothing of a process of which runs have not measured, or were resumed in another', () => {
    const resumed = process(4, [0.02, 0.01], 'stopped').slice(0, 2);
    const measuring = process(4, [0.03, 0.01], 'running').slice(0, 3);
    expect(describeTogether([...resumed, ...measuring, ...waiting(1)])).toEqual([]);
  });
});
