import { describe, expect, it } from 'vitest';
import { readStudyResult as readResult } from '#analysis/study-result';
import type { Selections } from '#analysis/study-selection';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import { spirals } from '../storage/spirals';
import { studyContentSchema, type StudyInput } from '#spec/study';
import { makeRun, type RunOptions } from './study-fixture';

const place = { id: 's', values: {}, rung: 0 };
const study = (input: Partial<StudyInput> = {}) => ({
  ...studyContentSchema.parse({
    version: 1,
    models: ['a'],
    axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2, 3] },
    ...input,
  }),
  id: 's',
});

const models = new Map([
  ['a', spirals()],
  ['b', spirals()],
]);
const readStudyResult = (
  asked: ReturnType<typeof study>,
  runs: readonly Run[],
  selections?: Selections,
) => readResult(asked, runs, models, selections);

/** A run with this test error; its validation error is 0.01 less. */
const run = (
  method: 'dni' | 'none' | 'backprop',
  seed: number,
  error: number,
  options: Partial<RunOptions> = {},
) =>
  makeRun({
    id: `${method}-${seed}`,
    method,
    seed,
    study: place,
    values: { 'validation/error': error - 0.01, 'test/error': error },
    ...options,
  });

const all = [
  run('dni', 1, 0.1, { seconds: 10 }),
  run('dni', 2, 0.12, { seconds: 20 }),
  run('dni', 3, 0.11, { seconds: 60 }),
  run('none', 1, 0.2),
  run('none', 2, 0.22),
  run('none', 3, 0.24),
];

describe('the result of a study', () => {
  it('has the mean, deviation and interval of each group, as SciPy has them', () => {
    const { measure, groups, baseline } = readStudyResult(study(), all);
    expect(measure).toEqual({ selectedBy: 'validation/error', metric: 'test/error' });
    expect(groups.map(({ by }) => by)).toEqual([
      { 'training.method': 'dni' },
      { 'training.method': 'none' },
    ]);
    const [dni, none] = groups;
    expect(dni?.comparison.n).toBe(3);
    expect(dni?.comparison.mean).toBeCloseTo(0.11, 12);
    expect(dni?.comparison.sd).toBeCloseTo(0.01, 12);
    // scipy.stats.t.interval(0.95, 2, loc=mean, scale=sem)
    expect(dni?.comparison.interval?.low).toBeCloseTo(0.08515862, 8);
    expect(dni?.comparison.interval?.high).toBeCloseTo(0.13484138, 8);
    expect(none?.comparison.interval?.low).toBeCloseTo(0.17031725, 8);
    expect(dni?.seconds).toBe(30);
    expect(dni?.steps).toEqual({ min: 60, max: 60 });
    expect(dni?.chosenBy).toBeCloseTo(0.1, 12);
    expect(baseline).toBe(none?.key);
    expect(dni?.comparison.baseline?.improvement).toBeCloseTo(0.11, 12);
    expect(dni?.comparison.baseline?.pairs).toBe(3);
  });

  it('compares with backprop, with what the study names, or with nothing', () => {
    const methods = study({ axes: { 'training.method': ['dni', 'none', 'backprop'] } });
    const runs = [run('dni', 1, 0.1), run('none', 1, 0.2), run('backprop', 1, 0.15)];
    const keyOf = (baseline?: StudyInput['baseline']) =>
      readStudyResult({ ...methods, baseline }, runs).baseline;
    expect(keyOf()).toContain('backprop');
    expect(keyOf({ 'training.method': 'dni' })).toContain('dni');
    expect(readStudyResult(study({ axes: { 'training.seed': [1] } }), all).baseline).toBeNull();
  });

  it('counts runs that have diverged or failed, or are not done, and leaves them out of the mean', () => {
    const runs = [
      run('dni', 1, 0.1),
      // It had a good value before it diverged.
      run('dni', 2, 0.01, { status: 'failed', step: 30, steps: 60, failedStep: 31 }),
      run('dni', 3, 0.01, { status: 'stopped', step: 30, steps: 60 }),
      run('none', 1, 0.01, { status: 'failed', step: 30, steps: 60 }),
      run('none', 2, 0.2),
      run('none', 3, 0.2, { status: 'running', step: 30, steps: 60 }),
    ];
    const [dni, none] = readStudyResult(study(), runs).groups;
    expect(dni?.comparison).toMatchObject({ n: 1, mean: 0.1, diverged: ['dni-2'], interval: null });
    expect(dni?.open).toBe(1);
    expect(none?.comparison).toMatchObject({ n: 1, mean: 0.2, failed: ['none-1'], sd: null });
    expect(none?.open).toBe(1);
  });

  it('reads the metric of the study at the step that its own metric chooses', () => {
    const lossAt = (step: number) => ({ last: 1, best: 0.5, bestStep: step });
    const base = run('dni', 1, 0.1);
    const other = { ...base, metrics: { ...base.metrics, 'validation/loss': lossAt(20) } };
    const byLoss = study({ selectBy: 'validation/loss', metric: 'test/error' });
    // The summary of a run does not know the test error at that step.
    const [unread] = readStudyResult(byLoss, [other]).groups;
    expect(unread?.comparison).toMatchObject({ n: 0, missing: ['dni-1'] });
    const selection = {
      metric: 'validation/loss',
      step: 20,
      value: 0.5,
      values: { 'test/error': 0.3 },
    };
    const [read] = readStudyResult(byLoss, [other], new Map([['dni-1', selection]])).groups;
    expect(read?.comparison.mean).toBe(0.3);
    // The same step as that of the run's own choice.
    const same = { ...base, metrics: { ...base.metrics, 'validation/loss': lossAt(60) } };
    expect(readStudyResult(byLoss, [same]).groups[0]?.comparison.mean).toBe(0.1);
  });

  it('reads the last value where nothing is validated', () => {
    const plain = run('dni', 1, 0.1);
    const train = { last: 0.4, best: 0.3, bestStep: 10 };
    const { measure, groups } = readStudyResult(study(), [
      { ...plain, selected: null, metrics: { 'train/error': train, 'train/loss': train } },
    ]);
    expect(measure).toEqual({ selectedBy: null, metric: 'train/error' });
    expect(groups[0]?.comparison.mean).toBe(0.4);
  });

  it('has a group for each model', () => {
    const two = study({ models: ['a', 'b'], axes: { 'training.seed': [1, 2] } });
    const runs = [run('dni', 1, 0.1), run('dni', 1, 0.2, { id: 'other', modelId: 'b' })];
    const { groups } = readStudyResult(two, runs);
    expect(groups.map(({ by, comparison }) => [by, comparison.mean])).toEqual([
      [{ model: 'a' }, 0.1],
      [{ model: 'b' }, 0.2],
    ]);
    expect(new Set(groups.map(({ key }) => key)).size).toBe(2);
    expect(new Set(groups.map(({ label }) => label)).size).toBe(2);
  });

  it('knows which combinations successive halving has stopped', () => {
    const halved = study({
      axes: { 'training.method': ['dni', 'none'] },
      halving: { rungs: [20, 60] },
    });
    const stopped = run('none', 1, 0.2, { steps: 20 });
    const { groups } = readStudyResult(halved, [run('dni', 1, 0.1), stopped]);
    expect(groups.map(({ stoppedAt }) => stoppedAt)).toEqual([null, 20]);
    // Before the rung is judged nothing is stopped.
    const early = readStudyResult(halved, [run('dni', 1, 0.1, { steps: 20 }), stopped]);
    expect(early.groups.map(({ stoppedAt }) => stoppedAt)).toEqual([null, null]);
  });

  it('leaves a run that was resumed by hand past its rung out of its group, which stays stopped', () => {
    const halved = study({ halving: { rungs: [20, 60] } });
    const stopped = (seed: number, error: number) =>
      run('none', seed, error, { step: 20, study: { ...place, until: 20 } });
    const whole = [1, 2, 3].map((seed) => run('dni', seed, 0.1, { study: { ...place, rung: 1 } }));
    const others = [...whole, stopped(2, 0.2), stopped(3, 0.4)];
    for (const changes of [{}, { status: 'running', step: 45 }] as const) {
      const resumed = run('none', 1, 0.01, changes);
      const { groups, found } = readStudyResult(halved, [...others, resumed]);
      expect(found).toBe(6);
      expect(groups[1]).toMatchObject({ stoppedAt: 20, open: 0, resumed: [resumed.id] });
      expect(groups[1]?.comparison).toMatchObject({ n: 2, missing: [] });
      expect(groups[1]?.comparison.mean).toBeCloseTo(0.3, 12);
      expect(groups[0]).toMatchObject({ stoppedAt: null, open: 0, resumed: [] });
    }
    // With all of its seeds it is as long as the others.
    const all = [...whole, ...[1, 2, 3].map((seed) => run('none', seed, 0.2))];
    const { groups } = readStudyResult(halved, all);
    expect(groups[1]).toMatchObject({ stoppedAt: null, open: 0, resumed: [] });
    expect(groups[1]?.comparison.n).toBe(3);
  });

  it('waits for the other seeds of a combination that the study itself has led to its next rung', () => {
    const halved = study({ halving: { rungs: [20, 60] } });
    const short = { step: 20, study: { ...place, until: 20 } };
    const [dni] = readStudyResult(halved, [
      run('dni', 1, 0.1, { study: { ...place, rung: 1 } }),
      run('dni', 2, 0.1, short),
    ]).groups;
    expect(dni).toMatchObject({ stoppedAt: null, open: 1, resumed: [], comparison: { n: 1 } });
  });

  it('leaves out runs of another experiment than the study has now, though their values are equal', () => {
    const two = study({ axes: { 'training.method': ['dni'], 'training.seed': [1, 2] } });
    const { task } = spirals();
    const changed = { ...spirals(), task: { ...task, noise: 0.77 } } as Experiment;
    const later = { created: '2027-01-01T00:00:00.000Z' };
    const runs = [
      run('dni', 1, 0.1),
      run('dni', 2, 0.3),
      { ...run('dni', 1, 0.9, { id: 'changed', spec: changed }), ...later },
    ];
    const [group] = readStudyResult(two, runs).groups;
    expect(group?.runs.map(({ id }) => id)).toEqual(['dni-1', 'dni-2']);
    const [other] = readResult(two, runs, new Map([['a', changed]])).groups;
    expect(other?.runs.map(({ id }) => id)).toEqual(['changed']);
    // A model that is gone is the one of its last run.
    const [gone] = readResult(two, runs, new Map()).groups;
    expect(gone?.runs.map(({ id }) => id)).toEqual(['changed']);
  });

  it('mixes no runs of different numbers of steps', () => {
    const runs = [run('dni', 1, 0.1), run('dni', 2, 0.3, { steps: 90 })];
    const longer = readStudyResult(study({ steps: 90 }), runs).groups[0];
    expect(longer).toMatchObject({ open: 1, comparison: { n: 1, mean: 0.3 } });
    // A longer run is another one.
    const shorter = readStudyResult(study({ steps: 60 }), runs).groups[0];
    expect(shorter?.runs.map(({ id }) => id)).toEqual(['dni-1']);
    // One that early stopping has ended has had its steps.
    const early = readStudyResult(study({ steps: 90 }), [
      run('dni', 1, 0.1, { steps: 90, step: 40 }),
    ]);
    expect(early.groups[0]?.comparison.n).toBe(1);
  });

  it('compares each group with the baseline that shares its other values', () => {
    const grid = study({
      axes: {
        'training.method': ['dni', 'none'],
        'training.batch': [16, 64],
        'training.seed': [1, 2],
      },
    });
    const at = (method: 'dni' | 'none', batch: number, errors: number[]) =>
      errors.map((error, index) =>
        run(method, index + 1, error, {
          id: `${method}-${batch}-${index}`,
          spec: { ...spirals(), training: { ...spirals().training, batch } },
        }),
      );
    const result = readStudyResult(grid, [
      ...at('dni', 16, [0.1, 0.12]),
      ...at('dni', 64, [0.5, 0.52]),
      ...at('none', 16, [0.2, 0.23]),
      ...at('none', 64, [0.4, 0.43]),
    ]);
    expect(result).toMatchObject({ baseline: null, baselineLabel: 'none' });
    expect(result.baselines).toHaveLength(2);
    const differences = result.groups.map(
      ({ comparison }) => comparison.baseline?.improvement ?? null,
    );
    expect(differences[0]).toBeCloseTo(0.215 - 0.11, 12);
    expect(differences[1]).toBeCloseTo(0.415 - 0.51, 12);
    expect(differences.slice(2)).toEqual([null, null]);
    // Holm: the smaller of two p-values is doubled.
    const tests = result.groups.flatMap(({ comparison }) => comparison.baseline ?? []);
    const smallest = Math.min(...tests.map(({ p }) => p ?? 1));
    expect(Math.min(...tests.map(({ adjustedP }) => adjustedP ?? 1))).toBeCloseTo(2 * smallest, 12);
  });

  it('counts the values of untrained models', () => {
    const untrained = run('dni', 1, 0.1);
    const selected = untrained.selected && { ...untrained.selected, step: 0 };
    const { groups } = readStudyResult(study(), [
      { ...untrained, selected },
      run('dni', 2, 0.2),
      run('none', 1, 0.2),
    ]);
    expect(groups.map((group) => group.untrained)).toEqual([1, 0]);
  });

  it('calls a single group by its model', () => {
    const one = study({ axes: { 'training.seed': [1, 2] } });
    const [group] = readStudyResult(one, [run('dni', 1, 0.1), run('dni', 2, 0.2)]).groups;
    expect(group?.label).toBe('Spirals, cDNI');
  });

  it('is empty before there are runs', () => {
    const result = readStudyResult(study(), []);
    expect(result).toEqual({
      measure: null,
      groups: [],
      baseline: null,
      baselineLabel: null,
      baselines: [],
      further: [],
      wanted: 6,
      found: 0,
    });
  });
});
