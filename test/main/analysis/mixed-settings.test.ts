import { describe, expect, it } from 'vitest';
import type { RunGroup } from '#analysis/group-runs';
import { describeMixedRuns, describeMixedSettings } from '#analysis/mixed-settings';
import type { TrainedRun } from '#spec/run';
import { makeRun, type RunOptions } from './make-run';

let count = 0;
type Settings = NonNullable<RunOptions['training']>;
const { optimizer } = makeRun('x').spec.training;
const rated = (rate: number, settings: Settings = {}): Settings => ({
  ...settings,
  optimizer: { ...optimizer, rate },
});
const runsOf = (...settings: Settings[]): TrainedRun[] =>
  settings.map((training) => makeRun(`r${(count += 1)}`, { training }));
const groupOf = (key: string, ...settings: Settings[]): RunGroup => ({
  key,
  values: {},
  runs: runsOf(...settings),
});

const labels = new Map([
  ['dni', 'DNI'],
  ['none', 'none'],
]);
const remarks = (...groups: RunGroup[]): string[] => describeMixedSettings(groups, labels);
const fourRates = [1e-4, 1e-3, 4e-3, 1e-2].flatMap((rate) =>
  [1, 2].map((seed) => rated(rate, { seed })),
);

describe('groups of unlike runs', () => {
  it('are named with the setting that nobody has grouped by, and its number of values', () =>
    expect(remarks(groupOf('dni', ...fourRates))).toEqual([
      'DNI: its runs differ in rate (4 values), not only in the seed: group by it, or read the mean with care.',
    ]));

  it('are not those that differ in the seed, or in length, of which another sentence tells', () => {
    const seeds = groupOf('dni', { seed: 1 }, { seed: 2 });
    const lengths = groupOf('none', { seed: 1, steps: 10 }, { seed: 1, steps: 20 });
    expect(remarks(seeds, lengths, groupOf('single', { seed: 3 }))).toEqual([]);
  });

  it('are those of one seed as well, of which no word is said then', () =>
    expect(describeMixedRuns(runsOf({ seed: 1, batch: 4 }, { seed: 1, batch: 8 }))).toBe(
      'differ in batch (2 values): group by it, or read the mean with care.',
    ));

  it('have one sentence where the same is true of them', () => {
    const two = [groupOf('dni', ...fourRates), groupOf('none', ...fourRates)];
    expect(remarks(...two)).toEqual([
      'DNI and none: their runs differ in rate (4 values), not only in the seed: group by it, or read the mean with care.',
    ]);
    expect(remarks(...two, groupOf('backprop', ...fourRates))[0]).toMatch(
      /^Runs of each of 3 groups differ in rate \(4 values\)/,
    );
  });

  it('have three sentences at most', () => {
    const groups = [2, 3, 4, 5].map((values) =>
      groupOf(
        `g${values}`,
        ...Array.from({ length: values }, (_, index) => ({ batch: index + 1 })),
      ),
    );
    expect(remarks(...groups)).toHaveLength(4);
    expect(remarks(...groups)[3]).toBe('Runs of other groups differ in settings, too.');
    expect(remarks(...groups.slice(1))).toHaveLength(3);
  });
});

describe('several settings', () => {
  it('are named, the method first; one that follows from another is not', () => {
    // Every method has a rate of its own.
    const runs = runsOf(
      rated(0.1, { method: 'dni', batch: 4 }),
      rated(0.1, { method: 'dni', batch: 8 }),
      rated(0.2, { method: 'none', batch: 4 }),
    );
    expect(describeMixedRuns(runs)).toBe(
      'differ in method (2 values), batch (2 values): group by them, or read the mean with care.',
    );
  });

  it('are counted after the first three', () => {
    const base = { seed: 1, batch: 1, unroll: 1, evaluateEvery: 10, gradientClip: 1 };
    const changed = Object.keys(base).map((name) => ({ ...base, [name]: 2 }));
    expect(describeMixedRuns(runsOf(base, ...changed))).toMatch(
      /^differ in (\w+ \(2 values\), ){2}\w+ \(2 values\) and 1 more setting, not only in the seed: group by them/,
    );
  });
});
