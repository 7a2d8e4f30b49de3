import { describe, expect, it } from 'vitest';
import { describeAnswer } from '#analysis/answer';
import { compareGroups } from '#analysis/compare-groups';
import { groupRuns, type RunGroup } from '#analysis/group-runs';
import { countOnce } from '#analysis/repeated-runs';
import type { Run } from '#spec/run';
import type { Method } from '#spec/training';
import { makeSeeds, type RunOptions } from './make-run';
import { a, b } from './statistics/samples';

const metric = 'test/error';

function groupsOf(
  values: Partial<Record<Method, readonly (number | null)[]>>,
  options: RunOptions = {},
  of = metric,
): { groups: RunGroup[]; keys: Record<string, string> } {
  const runs = Object.entries(values).flatMap(([method, own]) =>
    makeSeeds(method, of, own, {
      ...options,
      training: { ...options.training, method: method as Method },
    }),
  );
  const groups = groupRuns(runs, ['training.method']);
  const keys = groups.map(({ key, values: own }) => [String(own['training.method']), key]);
  return { groups, keys: Object.fromEntries(keys) as Record<string, string> };
}

function answer(
  values: Partial<Record<Method, readonly (number | null)[]>>,
  options: RunOptions = {},
): string[] {
  const { groups, keys } = groupsOf(values, options);
  return describeAnswer(groups, metric, { baseline: keys['backprop'] });
}

const dni = [0.0158, 0.0166, 0.0162, 0.0159, 0.0165];
const backprop = [0.0166, 0.0172, 0.0168, 0.0172, 0.0173];

/** All figures are those of scipy.stats.ttest_rel or ttest_ind(equal_var=False), sem and t.ppf. */
describe('the answer about two groups', () => {
  it('is one sentence, with what it cost and what the figures are', () => {
    expect(answer({ dni, backprop }, { seconds: 723, step: 5000 })).toEqual([
      'DNI 1.62 % ± 0.04, backprop 1.70 % ± 0.04 (5 seeds each): 0.08 points better, 95 % interval (t) 0.05 to 0.12 better: told apart by 5 seeds (p = 0.0031, paired by seed).',
      'On average, DNI trained 12 min for 5,000 updates; backprop trained 12 min for 5,000 updates.',
      'Test error at the step that validation has chosen; ± is half of the 95 % interval (t) of the mean.',
    ]);
  });

  it('says that the seeds do not tell them apart', () => {
    const values = {
      dni: [0.0158, 0.0166, 0.0162, 0.0159, 0.0166],
      backprop: [0.0173, 0.0172, 0.0168, 0.0169, 0.0158],
    };
    expect(answer(values)[0]).toBe(
      'DNI 1.62 % ± 0.05, backprop 1.68 % ± 0.07 (5 seeds each): 0.06 points better, 95 % interval (t) 0.05 worse to 0.16 better: not told apart by 5 seeds.',
    );
  });

  it('has the places that show on which side of zero an interval is', () => {
    expect(answer({ dni: a, backprop: b })[0]).toBe(
      'DNI 1.612 % ± 0.104, backprop 1.714 % ± 0.085 (5 seeds each): 0.102 points better, 95 % interval (t) 0.001 to 0.203 better: told apart by 5 seeds (p = 0.048, paired by seed).',
    );
  });

  it('names the baseline last, says how much worse, and has the unit of the metric', () => {
    const values = { dni: [1.234, 1.31, 1.29], backprop: [1.5, 1.61, 1.44] };
    const { groups, keys } = groupsOf(values, {}, 'test/bits');
    expect(describeAnswer(groups, 'test/bits', { baseline: keys['dni'] })[0]).toBe(
      'Backprop 1.52 bits ± 0.21, DNI 1.28 bits ± 0.10 (3 seeds each): 0.24 bits worse, 95 % interval (t) 0.04 to 0.43 worse: told apart by 3 seeds (p = 0.034, paired by seed).',
    );
  });

  it('counts the seeds of each side where they differ', () => {
    expect(answer({ dni: [0.0158, 0.016, 0.0161], backprop: [0.0173, 0.0171] })[0]).toBe(
      'DNI 1.60 % ± 0.04 (3 seeds), backprop 1.72 % ± 0.13 (2 seeds): 0.12 points better, 95 % interval (t) 0.07 to 0.17 better: told apart by 3 and 2 seeds (p = 0.0060).',
    );
  });

  it('says how small a difference is that rounding leaves nothing of, and where there is none', () => {
    // Pairs differ by -0.0004, 0.0002 and 0.0001: the mean is -1/30000, the half of its interval 0.0008.
    const values = { dni: [0.0158, 0.0166, 0.0162], backprop: [0.0154, 0.0168, 0.0163] };
    expect(answer(values)[0]).toContain(
      ': less than 0.01 points worse, 95 % interval (t) 0.08 worse to',
    );
    expect(answer({ dni, backprop: dni })[0]).toContain(': no difference, 95 % interval (t) ');
  });

  it('says which of two groups is larger where neither is better', () => {
    const { groups, keys } = groupsOf({ dni, backprop });
    groups[0]?.runs.forEach((run, index) => (run.parameters = 200 + index));
    groups[1]?.runs.forEach((run, index) => (run.parameters = 100 + 2 * index));
    const sentences = describeAnswer(groups, 'run.parameters', { baseline: keys['backprop'] });
    // Pairs differ by 100, 99, 98, 97 and 96.
    expect(sentences[0]).toContain(
      ': 98.0 larger, 95 % interval (t) 96.0 to 100.0 larger: told apart',
    );
  });

  it('names runs of different length and runs that repeat a seed', () => {
    const { groups, keys } = groupsOf({ dni, backprop });
    const [own, other] = groups;
    if (!own || !other) throw new Error('no groups');
    other.runs = other.runs.map((run) => ({ ...run, step: 50 }));
    own.runs = [{ ...(own.runs[0] as Run), id: 'again' }, ...own.runs];
    const sentences = describeAnswer(countOnce(groups), metric, { baseline: keys['backprop'] });
    expect(sentences[0]).toContain('(5 seeds each)');
    expect(sentences[1]).toMatch(
      /^Runs differ in length: DNI trained 500 steps .*; backprop trained 50 steps/,
    );
    expect(sentences[2]).toContain('1 run repeats a seed of the same settings and is counted once');
  });

  it('has no interval for one seed', () => {
    expect(answer({ dni: [0.0158], backprop: [0.0173] })).toEqual([
      'DNI 1.58 %, backprop 1.73 % (1 seed each): 0.15 points better, but one seed each gives no interval: not told apart.',
      'DNI trained 13 s for 500 updates; backprop trained 13 s for 500 updates.',
      'Test error at the step that validation has chosen.',
    ]);
    expect(answer({ dni: [0.0162], backprop: b })[0]).toContain(
      'but one seed of DNI gives no interval: not told apart.',
    );
  });

  it('does not let a group win whose other runs have diverged, and names them', () => {
    const values = {
      dni: [0.0158, 0.016, Number.NaN, Number.NaN, 0.0159],
      backprop: [0.0173, 0.0171, 0.0175, 0.0177, 0.0172],
    };
    const [result, , without] = answer(values);
    expect(result).toBe(
      'DNI 1.590 % ± 0.025 (3 seeds), backprop 1.736 % ± 0.030 (5 seeds): 0.146 points better, 95 % interval (t) 0.116 to 0.176 better: not told apart, since 2 of 5 runs of DNI diverged.',
    );
    expect(without).toBe('2 of 5 runs of DNI diverged, and its mean is of the others.');
  });

  it('says where a group has no value', () => {
    expect(answer({ dni: [null, null], backprop: [0.0173, 0.0171] })).toEqual([
      "'DNI' has no value, backprop 1.72 % ± 0.13 (2 seeds).",
      expect.stringContaining('On average'),
      'All 2 runs of DNI have no value.',
      expect.stringContaining('Test error'),
    ]);
    expect(answer({ dni: [Number.NaN], backprop: [Number.NaN] })).toContain(
      'The run of DNI diverged.',
    );
  });
});

describe('the answer about other numbers of groups', () => {
  it('compares each with the baseline, corrected for their number', () => {
    const values = { dni: a, backprop: b, none: [0.031, 0.033, 0.035, 0.03, 0.036] };
    expect(answer(values).slice(0, 3)).toEqual([
      'DNI 1.612 % ± 0.104, backprop 1.714 % ± 0.085, none 3.300 % ± 0.317 (5 seeds each).',
      'DNI against backprop: 0.102 points better, 95 % interval (t) 0.001 to 0.203 better: told apart by 5 seeds (p = 0.048, paired by seed, corrected for 2 comparisons).',
      'None against backprop: 1.586 points worse, 95 % interval (t) 1.323 to 1.849 worse: told apart by 5 seeds (p < 0.001, paired by seed, corrected for 2 comparisons).',
    ]);
  });

  it('takes comparisons that are known already', () => {
    const { groups, keys } = groupsOf({ dni: a, backprop: b });
    const options = { baseline: keys['backprop'] };
    const comparisons = compareGroups(groups, metric, options);
    expect(describeAnswer(groups, metric, { ...options, comparisons })).toEqual(
      describeAnswer(groups, metric, options),
    );
    const others = comparisons.map((group) => ({ ...group, n: 9 }));
    expect(describeAnswer(groups, metric, { comparisons: others })[0]).toContain('9 seeds each');
  });

  it('lists the values where there is no baseline, or one group', () => {
    const { groups } = groupsOf({ dni, none: backprop });
    expect(describeAnswer(groups, metric)[0]).toBe(
      'DNI 1.62 % ± 0.04, none 1.70 % ± 0.04 (5 seeds each).',
    );
    expect(describeAnswer(groups.slice(0, 1), metric)[0]).toBe(
      'Recall, DNI over 4 ticks 1.62 % ± 0.04 (5 seeds).',
    );
    expect(describeAnswer([], metric)).toEqual(['There are no runs to compare.']);
  });

  it('counts runs, not seeds, where two runs have the same seed', () => {
    const { groups, keys } = groupsOf({ dni, backprop });
    for (const { runs } of groups) for (const run of runs) run.seed = 1;
    expect(describeAnswer(groups, metric, { baseline: keys['backprop'] })[0]).toContain(
      '(5 runs each)',
    );
  });

  it('says how many updates led to the chosen step, and takes labels', () => {
    const selected = (value: number) => ({
      metric: 'validation/error',
      step: 4000,
      value,
      values: { [metric]: value },
    });
    const { groups } = groupsOf({ dni: [0.1, 0.2] }, { step: 5000, seconds: 60 });
    const [group] = groups;
    if (!group) throw new Error('no group');
    group.runs = group.runs.map((run, index) => ({
      ...run,
      selected: selected(0.02 + index / 50),
    }));
    const labels = new Map([[group.key, 'mine']]);
    expect(describeAnswer(groups, metric, { labels })).toEqual([
      // Mean 3, half interval 12.706 · 1 by t with one degree of freedom.
      'mine 3 % ± 13 (2 seeds).',
      'On average, mine trained 1 min for 5,000 updates, of which 4,000 led to the chosen step.',
      'Test error at the step that validation has chosen; ± is half of the 95 % interval (t) of the mean.',
    ]);
  });
});
