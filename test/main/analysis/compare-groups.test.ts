import { describe, expect, it } from 'vitest';
import { compareGroups } from '#analysis/compare-groups';
import { groupRuns, type RunGroup } from '#analysis/group-runs';
import type { Run } from '#spec/run';
import { makeRun, makeSeeds } from './make-run';
import { a, b, c } from './statistics/samples';

const metric = 'test/error';
const method = 'training.method';

function groupsOf(values: Record<string, readonly (number | null)[]>): RunGroup[] {
  return Object.entries(values).map(([key, own]) => ({
    key,
    values: {},
    runs: makeSeeds(key, metric, own),
  }));
}

describe('the figures of a group', () => {
  it('are those of NumPy and SciPy', () => {
    const [group] = compareGroups(groupsOf({ a }), metric);
    expect(group).toMatchObject({ key: 'a', runs: 5, n: 5, diverged: [], failed: [], missing: [] });
    expect(group?.values[1]).toEqual({ runId: 'a-2', seed: 2, value: 0.0158 });
    // np.mean, np.std(ddof=1), stats.sem, stats.t.interval(0.95, 4, ...), np.median, stats.trim_mean(a, 0.25)
    expect(group?.mean).toBeCloseTo(0.01612, 14);
    expect(group?.sd).toBeCloseTo(0.0008348652585896721, 14);
    expect(group?.se).toBeCloseTo(0.00037336309405188936, 14);
    expect(group?.interval?.low).toBeCloseTo(0.015083377865058131, 13);
    expect(group?.interval?.high).toBeCloseTo(0.017156622134941873, 13);
    expect(group).toMatchObject({ median: 0.0162, min: 0.0149, max: 0.0171, baseline: null });
    expect(group?.interquartileMean).toBeCloseTo(0.0162, 14);
    // All 3,125 resamples in NumPy.
    expect(group?.interquartileInterval?.low).toBeCloseTo(0.0152, 12);
  });

  it('name the runs that have no value instead of dropping them', () => {
    const runs: Run[] = [
      makeRun('measured', { metrics: { [metric]: 0.1 } }),
      makeRun('diverged', { metrics: { [metric]: Number.NaN } }),
      makeRun('failed', { status: 'failed' }),
      makeRun('running', { status: 'running' }),
    ];
    const [group] = compareGroups([{ key: 'g', values: {}, runs }], metric);
    expect(group).toMatchObject({
      runs: 4,
      n: 1,
      mean: 0.1,
      diverged: ['diverged'],
      failed: ['failed'],
      missing: ['running'],
    });
  });

  it('leave out good values of runs that have diverged since', () => {
    const good = { last: 0.01, best: 0.01, bestStep: 10 };
    const selected = {
      metric: 'validation/error',
      step: 10,
      value: 0.01,
      values: { [metric]: 0.01 },
    };
    const runs: Run[] = [
      makeRun('measured', { metrics: { [metric]: 0.1 } }),
      { ...makeRun('failed', { status: 'failed', failedStep: 31 }), metrics: { [metric]: good } },
      { ...makeRun('last', { selected }), metrics: { [metric]: { ...good, notFiniteAt: 400 } } },
    ];
    for (const field of [metric, `${metric}@best`]) {
      const [group] = compareGroups([{ key: 'g', values: {}, runs }], field);
      expect(group).toMatchObject({ n: 1, mean: 0.1, diverged: ['failed', 'last'] });
    }
    // What is known of a run besides its metrics stays what it is.
    const [seconds] = compareGroups([{ key: 'g', values: {}, runs }], 'run.seconds');
    expect(seconds).toMatchObject({ n: 3, diverged: [] });
  });

  it('of one value have no spread, and of none are null', () => {
    const [one, none] = compareGroups(groupsOf({ one: [0.2], none: [null] }), metric);
    expect(one).toMatchObject({ n: 1, mean: 0.2, sd: null, se: null, interval: null, median: 0.2 });
    expect(none).toMatchObject({ n: 0, mean: null, median: null, min: null, max: null });
  });
});

describe('the difference from the baseline', () => {
  it('is paired by seed where both sides have the same seeds', () => {
    const [first, second] = compareGroups(groupsOf({ a, b }), metric, { baseline: 'b' });
    expect(second?.baseline).toBeNull();
    const test = first?.baseline;
    // scipy.stats.ttest_rel(a, b) with its interval, ttest_ind(equal_var=False), permutation_test, mannwhitneyu
    expect(test).toMatchObject({ key: 'b', pairs: 5, test: 'paired', verdict: 'better' });
    expect(test?.improvement).toBeCloseTo(0.00102, 14);
    // A smaller error is better, so the signs of SciPy are reversed.
    expect(test?.interval?.low).toBeCloseTo(1.356258452200258e-5, 13);
    expect(test?.interval?.high).toBeCloseTo(0.0020264374154779973, 13);
    expect(test?.p).toBeCloseTo(0.0481275697407409, 11);
    expect(test?.pairedP).toBe(test?.p);
    expect(test?.adjustedP).toBe(test?.p);
    expect(test?.welchP).toBeCloseTo(0.06928175336394451, 11);
    expect(test?.permutationP).toBeCloseTo(0.125, 12);
    expect(test?.mannWhitneyP).toBeCloseTo(0.09523809523809523, 12);
    expect(test?.hedgesG).toBeCloseTo(1.2038358850434059, 11);
    expect(test?.probabilityOfImprovement).toBeCloseTo(0.84, 12);
  });

  it("is Welch's where seeds differ", () => {
    const [first] = compareGroups(groupsOf({ a, c }), metric, { baseline: 'c' });
    // scipy.stats.ttest_ind(a, c, equal_var=False)
    expect(first?.baseline).toMatchObject({ pairs: 0, test: 'welch', pairedP: null });
    expect(first?.baseline?.p).toBeCloseTo(0.010056437966993513, 11);
    expect(first?.baseline?.interval?.low).toBeCloseTo(0.008374904147864059, 12);
    expect(first?.baseline?.verdict).toBe('better');
  });

  it('pairs by seed, not by the order of runs', () => {
    const [dni = [], backprop = []] = [makeSeeds('a', metric, a), makeSeeds('b', metric, b)];
    const groups = [
      { key: 'a', values: {}, runs: [...dni].reverse() },
      { key: 'b', values: {}, runs: backprop },
    ];
    const [first] = compareGroups(groups, metric, { baseline: 'b' });
    expect(first?.baseline?.p).toBeCloseTo(0.0481275697407409, 11);
  });

  it('does not pair where a seed occurs twice', () => {
    const groups = groupsOf({ a: [0.1, 0.2], b: [0.3, 0.4] });
    for (const { runs } of groups) for (const run of runs) run.seed = 1;
    expect(compareGroups(groups, metric, { baseline: 'b' })[0]?.baseline?.pairs).toBe(0);
  });

  it('follows the direction of the metric', () => {
    const cosine = 'interface/core->core/cosine';
    const of = (key: string, values: number[]): RunGroup => ({
      key,
      values: {},
      runs: makeSeeds(key, cosine, values),
    });
    const groups = [of('high', [0.9, 0.91, 0.92]), of('low', [0.1, 0.11, 0.13])];
    const [high] = compareGroups(groups, cosine, { baseline: 'low' });
    expect(high?.baseline).toMatchObject({ verdict: 'better', probabilityOfImprovement: 1 });
    const [, low] = compareGroups(groups, cosine, { baseline: 'high' });
    expect(low?.baseline).toMatchObject({ verdict: 'worse', probabilityOfImprovement: 0 });
    expect(low?.baseline?.improvement).toBeCloseTo((0.1 + 0.11 + 0.13) / 3 - 0.91, 12);
  });
});

describe('the verdict', () => {
  const verdictOf = (
    values: Record<string, readonly (number | null)[]>,
  ): { verdict?: string; reason?: string | null } => {
    const { verdict, reason } =
      compareGroups(groupsOf(values), metric, { baseline: 'base' })[0]?.baseline ?? {};
    return { verdict, reason };
  };

  it('is undecided where the interval holds zero', () => {
    expect(verdictOf({ x: [0.1, 0.2, 0.3], base: [0.1, 0.25, 0.2] })).toEqual({
      verdict: 'undecided',
      reason: 'spread',
    });
    expect(verdictOf({ x: [0.1, 0.1], base: [0.1, 0.1] })).toEqual({
      verdict: 'undecided',
      reason: 'spread',
    });
  });

  it('is undecided with one value on a side', () => {
    expect(verdictOf({ x: [0.1], base: [0.3] }).reason).toBe('tooFew');
    expect(verdictOf({ x: [0.1], base: [0.3, 0.31, 0.32] }).reason).toBe('tooFew');
  });

  it('is undecided where the difference does not stand among many comparisons', () => {
    // The p-value of a against b is 0.048; times two it is above 0.05.
    const groups = groupsOf({ a, base: b, other: [0.02, 0.015, 0.017, 0.016, 0.018] });
    const [first] = compareGroups(groups, metric, { baseline: 'base' });
    expect(first?.baseline?.reason).toBe('manyComparisons');
    expect(first?.baseline?.adjustedP).toBeCloseTo(2 * 0.0481275697407409, 11);
  });

  it('does not call a group better whose other runs have diverged, but may call it worse', () => {
    const good = [0.1, 0.11, 0.12, Number.NaN];
    const bad = [0.5, 0.51, 0.52, 0.53];
    expect(verdictOf({ x: good, base: bad })).toEqual({ verdict: 'undecided', reason: 'diverged' });
    expect(verdictOf({ x: bad, base: good }).verdict).toBe('undecided');
    expect(verdictOf({ x: [0.5, 0.51, Number.NaN, 0.52], base: [0.1, 0.11, 0.12] }).verdict).toBe(
      'worse',
    );
  });

  it('is not certain after two runs that happen to be equal', () => {
    // The permutation test decides: of two pairs p is 1, of five equal ones against five others 2 / 32.
    expect(verdictOf({ x: [0.1, 0.1], base: [0.2, 0.2] }).verdict).toBe('undecided');
    // Of six pairs it is 2 / 64.
    const six = (value: number): number[] => Array.from({ length: 6 }, () => value);
    expect(verdictOf({ x: six(0.1), base: six(0.2) }).verdict).toBe('better');
  });

  it('does not exist where a side has no value or there is no baseline', () => {
    expect(verdictOf({ x: [null], base: [0.1, 0.2] }).verdict).toBeUndefined();
    const groups = groupsOf({ a, b });
    expect(compareGroups(groups, metric, { baseline: 'gone' })[0]?.baseline).toBeNull();
    expect(compareGroups(groups, metric)[0]?.baseline).toBeNull();
  });
});

it('groups of real runs compare by the keys of groupRuns', () => {
  const runs = [
    ...makeSeeds('d', metric, a, { training: { method: 'dni' } }),
    ...makeSeeds('p', metric, b, { training: { method: 'backprop' } }),
  ];
  const groups = groupRuns(runs, [method]);
  const [dni, backprop] = compareGroups(groups, metric, { baseline: groups[1]?.key ?? null });
  expect([dni?.n, backprop?.n]).toEqual([5, 5]);
  expect(dni?.baseline?.verdict).toBe('better');
});
