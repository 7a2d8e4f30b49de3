import { describe, expect, it } from 'vitest';
import {
  listSentences,
  readStudyAnswer,
  type AnswerSurroundings,
  type StudyAnswer,
} from '#analysis/study-answer';
import { readStudyResult } from '#analysis/study-result';
import type { TrainedRun } from '#spec/run';
import { studyContentSchema, type StudyInput } from '#spec/study';
import { spirals } from '../storage/spirals';
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

const surroundings: AnswerSurroundings = {
  isActive: false,
  inTrash: 0,
  removed: 0,
  copies: [],
  leftOut: [],
};

function answer(
  asked: ReturnType<typeof study>,
  runs: readonly TrainedRun[],
  changes: Partial<AnswerSurroundings> = {},
): StudyAnswer {
  const result = readStudyResult(asked, runs, new Map([['a', spirals()]]));
  return readStudyAnswer(asked, result, { ...surroundings, ...changes });
}

type Method = 'dni' | 'none' | 'backprop';

/** A run with this test error; its validation error is 0.01 less. */
const run = (method: Method, seed: number, error: number, options: Partial<RunOptions> = {}) =>
  makeRun({
    id: `${method}-${seed}`,
    method,
    seed,
    study: place,
    values: { 'validation/error': error - 0.01, 'test/error': error },
    ...options,
  });

const group = (method: Method, errors: readonly number[]) =>
  errors.map((error, index) => run(method, index + 1, error));
const all = [...group('dni', [0.1, 0.12, 0.11]), ...group('none', [0.2, 0.22, 0.24])];

/** Runs of a sweep over the batch; `values`: of validation and test. */
const atBatch = (
  batch: number,
  [validation, test]: readonly [number, number],
  options: Partial<RunOptions> = {},
) => {
  const base = run('dni', options.seed ?? 1, test, {
    id: `b${batch}-${options.seed ?? 1}`,
    values: { 'validation/error': validation, 'test/error': test },
    ...options,
  });
  return { ...base, spec: { ...base.spec, training: { ...base.spec.training, batch } } };
};
const batches = [2, 4, 8, 16, 32, 64, 128];
const sweep = study({ axes: { 'training.batch': batches } });

describe('the answer of a study', () => {
  it('has the difference of two groups in its first sentence', () => {
    const { state, lead, differences, warnings } = answer(study(), all);
    expect(lead).toContain(
      'DNI 11.0 % ± 2.5, none 22.0 % ± 5.0 (3 seeds each): 11.0 points better',
    );
    expect([state, differences, warnings]).toEqual([null, [], []]);
  });

  it('has a sentence for each difference of three groups', () => {
    const three = study({
      axes: { 'training.method': ['dni', 'backprop', 'none'], 'training.seed': [1, 2, 3] },
    });
    const { lead, differences } = answer(three, [...all, ...group('backprop', [0.1, 0.11, 0.12])]);
    expect(lead).toMatch(/^DNI .*, backprop .*, none .*\(3 seeds each\)\.$/);
    expect(differences.map((text) => text.split(':')[0])).toEqual([
      'DNI against backprop',
      'None against backprop',
      'DNI against none',
    ]);
  });

  it('compares DNI with none too where backprop is the baseline, corrected for all three', () => {
    const three = study({
      axes: { 'training.method': ['dni', 'backprop', 'none'], 'training.seed': [1, 2, 3] },
    });
    const runs = [...all, ...group('backprop', [0.1, 0.11, 0.12])];
    // scipy.stats.ttest_rel: p = 1, 0.002743 and 0.008163, of which Holm makes 1, 3 · 0.002743 and 2 · 0.008163.
    expect(answer(three, runs).differences).toEqual([
      'DNI against backprop: no difference, 95 % interval (t) 2.5 worse to 2.5 better: not told apart by 3 seeds.',
      'None against backprop: 11.0 points worse, 95 % interval (t) 8.5 to 13.5 worse: told apart by 3 seeds (p = 0.0082, paired by seed, corrected for 3 comparisons).',
      'DNI against none: 11.0 points better, 95 % interval (t) 6.7 to 15.3 better: told apart by 3 seeds (p = 0.016, paired by seed, corrected for 3 comparisons).',
    ]);
    const { differences } = answer({ ...three, baseline: { 'training.method': 'none' } }, runs);
    expect(differences.map((text) => text.split(':')[0])).toEqual([
      'DNI against none',
      'Backprop against none',
    ]);
  });

  it('compares each group with the baseline that shares its other values', () => {
    const grid = study({
      axes: {
        'training.method': ['dni', 'none'],
        'training.batch': [16, 64],
        'training.seed': [1, 2],
      },
    });
    const at = (method: Method, batch: number, errors: number[]) =>
      errors.map((error, index) =>
        run(method, index + 1, error, {
          id: `${method}-${batch}-${index}`,
          spec: { ...spirals(), training: { ...spirals().training, batch } },
        }),
      );
    const { lead, differences } = answer(grid, [
      ...at('dni', 16, [0.1, 0.12]),
      ...at('dni', 64, [0.5, 0.52]),
      ...at('none', 16, [0.2, 0.23]),
      ...at('none', 64, [0.4, 0.43]),
    ]);
    expect(lead).toMatch(
      /^Best of 4 combinations by mean validation error: DNI, batch 16 with test error 11 % ± 13/,
    );
    const text = differences.join('\n');
    expect(text).toContain('DNI, batch 16 against none, batch 16: ');
    expect(text).toContain('DNI, batch 64 against none, batch 64: ');
    expect(text).toContain('Each combination is compared with the one of none that shares');
  });

  it('has the time and steps of the runs in the mean', () => {
    const sentences = listSentences(
      answer(study(), [
        run('dni', 1, 0.1, { seconds: 60 }),
        run('dni', 2, 0.1, { seconds: 6000, status: 'stopped', step: 30, steps: 60 }),
      ]),
    ).join(' ');
    expect(sentences).toContain('60 updates');
    expect(sentences).not.toContain('45 updates');
  });

  it('says how many seeds it is of while runs are to come', () => {
    const ofSeeds = (most: number) => all.filter(({ seed }) => seed <= most);
    expect(answer(study(), ofSeeds(2), { isActive: true }).state).toBe('So far, 2 of 3 seeds');
    expect(answer(study(), all.slice(0, 4)).state).toBe('So far, 1 to 3 of 3 seeds');
    expect(answer(study(), all.slice(0, 3)).state).toBe('So far, 0 to 3 of 3 seeds');
    const one = study({ axes: { 'training.method': ['dni', 'none'] } });
    expect(answer(one, all.slice(0, 1)).state).toBe('So far, 1 of 2 runs');
  });

  it('begins with the first run that has finished', () => {
    const running = all.map((each) => ({ ...each, status: 'running' as const, step: 10 }));
    expect(answer(study(), running, { isActive: true })).toEqual({
      state: 'So far, 0 of 3 seeds',
      lead: 'No run has finished yet: the answer begins with the first ones.',
      differences: [],
      warnings: [],
      notes: [],
    });
    expect(answer(study(), []).lead).toBe(
      'No run has measured anything yet: the answer begins with the first ones.',
    );
  });

  it('is that all runs have diverged where they have', () => {
    const diverged = all.map((each) => ({ ...each, status: 'failed' as const, failedStep: 7 }));
    const { lead, notes } = answer(study(), diverged);
    expect(lead).toMatch(/^'DNI' has no value, 'none' has no value/);
    expect(notes.join(' ')).toContain('All 3 runs of DNI diverged');
  });

  it('names the best of many combinations by validation, not by test', () => {
    const runs = batches.map((batch) => atBatch(batch, [batch === 16 ? 0.1 : 0.2, batch / 1000]));
    const { lead, differences } = answer(sweep, runs);
    expect(lead).toMatch(
      /^Best of 7 combinations by mean validation error: batch 16 with test error 1\.6\d* % \(1 seed\)\.$/,
    );
    expect(differences).toEqual([
      'The winner of many combinations is partly luck: train it again with new seeds.',
    ]);
  });

  it('compares the best of many with the baseline, corrected for all comparisons', () => {
    const seeds = study({
      axes: { 'training.batch': batches, 'training.seed': [1, 2] },
      baseline: { 'training.batch': 2 },
    });
    const runs = batches.flatMap((batch, index) =>
      [1, 2].map((seed) => {
        const error = 0.2 + Math.abs(index - 4) / 10 + seed / 1000;
        return atBatch(batch, [error, error], { seed });
      }),
    );
    const { lead, differences } = answer(seeds, runs);
    expect(lead).toMatch(/: batch 32 with test error 20\.\d+ % ± .* \(2 seeds\)\.$/);
    // Means 0.2015 and 0.6015.
    expect(differences[0]).toMatch(
      /^Batch 32 against batch 2: \+40\.0\d* points, .* 6 comparisons\.$/,
    );
    expect(differences[1]).toMatch(/^Of 6 combinations compared with batch 2, /);
    expect(differences[2]).toContain('partly luck');
  });

  it('ranks by the reported metric where no part of the data validates', () => {
    const runs = batches.map((batch) => {
      const value = batch === 16 ? 0.1 : 0.2;
      const metrics = { 'test/error': { last: value, best: value, bestStep: 60 } };
      return { ...atBatch(batch, [value, value]), selected: null, metrics };
    });
    expect(answer(sweep, runs).lead).toBe(
      'Best of 7 combinations by mean test error: batch 16 with 10.0 % (1 seed).',
    );
  });

  it('names no best one while one of them still trains', () => {
    const runs = batches.map((batch) =>
      atBatch(batch, [0.2, 0.2], batch === 4 ? { status: 'running', step: 30 } : {}),
    );
    const { lead, differences } = answer(sweep, runs, { isActive: true });
    expect(lead).toBe('1 of 7 combinations still trains, so that none is the best yet.');
    expect(differences).toEqual([]);
  });

  it('compares the best of a successive halving with the baseline of its other values', () => {
    const halved = study({
      axes: {
        'training.method': ['dni', 'none'],
        'training.batch': [16, 64],
        'training.seed': [1, 2],
      },
      halving: { rungs: [20, 60] },
    });
    const at = (method: Method, batch: number, errors: number[], steps = 60) =>
      errors.map((error, index) =>
        run(method, index + 1, error, {
          id: `${method}-${batch}-${index}`,
          spec: { ...spirals(), training: { ...spirals().training, batch } },
          step: steps,
          study: { ...place, until: steps < 60 ? steps : undefined },
        }),
      );
    const { lead, differences } = answer(halved, [
      ...at('dni', 16, [0.1, 0.12]),
      ...at('none', 16, [0.2, 0.23]),
      ...at('dni', 64, [0.5, 0.52], 20),
      ...at('none', 64, [0.4, 0.43], 20),
    ]);
    expect(lead).toBe(
      'Successive halving has trained 2 of 4 combinations to the end. Best of these by mean validation error: DNI, batch 16 with test error 11 % ± 13 (2 seeds).',
    );
    // 0.215 - 0.11, and the interval of the paired differences 0.10 and 0.11: 0.105 ± 12.706 · 0.005.
    // With one degree of freedom, p is 2 / π · atan(1 / 21).
    expect(differences[0]).toBe(
      'DNI, batch 16 against none, batch 16: 11 points better, 95 % interval (t) 4 to 17 better: told apart by 2 seeds (p = 0.030, paired by seed).',
    );
  });

  it('compares the two combinations of the last rung also where the baseline is the best', () => {
    const halved = study({
      axes: {
        'training.method': ['dni', 'none'],
        'training.batch': [16, 64],
        'training.seed': [1, 2],
      },
      halving: { rungs: [20, 60] },
    });
    const at = (method: Method, batch: number, errors: number[], until?: number) =>
      errors.map((error, index) =>
        run(method, index + 1, error, {
          id: `${method}-${batch}-${index}`,
          spec: { ...spirals(), training: { ...spirals().training, batch } },
          step: until ?? 60,
          study: { ...place, rung: until === undefined ? 1 : 0, until },
        }),
      );
    const runs = [
      ...at('dni', 16, [0.2, 0.23]),
      ...at('none', 16, [0.1, 0.12]),
      ...at('dni', 64, [0.5, 0.52], 20),
    ];
    const stopped = at('none', 64, [0.4, 0.43], 20);
    const { lead, differences } = answer(halved, [...runs, ...stopped]);
    expect(lead).toContain(': none, batch 16 with test error 11 %');
    // 0.11 - 0.215, and the interval of the paired differences -0.10 and -0.11: -0.105 ± 12.706 · 0.005.
    expect(differences[0]).toBe(
      'DNI, batch 16 against none, batch 16: 11 points worse, 95 % interval (t) 4 to 17 worse: told apart by 2 seeds (p = 0.030, paired by seed).',
    );
    const further = stopped.map((one, index) =>
      index === 0 ? { ...one, step: 60, study: place } : one,
    );
    const { state, notes } = answer(halved, [...runs, ...further]);
    expect(state).toBeNull();
    expect(notes.slice(0, 3)).toEqual([
      'Successive halving has stopped 2 of 4 combinations early. They are not compared with those that were trained to the end.',
      'Stopped at step 20: DNI, batch 64; none, batch 64 (3 runs).',
      '1 run of none, batch 64 was resumed by hand and has trained further than the other seeds: it is left out of the mean.',
    ]);
  });

  it('names no best one while a rung of successive halving is at work, whatever it has', () => {
    const rates = [2, 4, 8, 16];
    const halved = study({
      axes: { 'training.batch': rates, 'training.seed': [1, 2] },
      halving: { rungs: [15, 30, 60] },
    });
    const at = (batch: number, seed: number, step: number, until: number, rung: number) =>
      atBatch(batch, [batch / 100, batch / 100], {
        seed,
        status: step < until ? 'running' : 'finished',
        step,
        study: { ...place, rung, until: until < 60 ? until : undefined },
      });
    const pair = (batch: number, step: number, until: number, rung: number) => [
      at(batch, 1, until, until, rung),
      at(batch, 2, step, until, rung),
    ];
    const stopped = [...pair(8, 15, 15, 0), ...pair(16, 15, 15, 0)];
    const tell = (runs: readonly TrainedRun[]) => {
      const { state, lead, differences, notes } = answer(halved, runs, { isActive: true });
      return { state, lead, others: [...differences, ...notes] };
    };
    expect(tell([...pair(2, 30, 30, 1), ...pair(4, 20, 30, 1), ...stopped])).toEqual({
      state: 'So far, rung 2 of 3',
      lead: '2 of 4 combinations go on to step 30: the best one is named after the last rung.',
      others: [],
    });
    // The second one has no place in the queue yet.
    expect(tell([...pair(2, 30, 30, 1), ...pair(4, 15, 15, 0), ...stopped]).lead).toMatch(
      /^2 of 4 combinations go on to step 30:/,
    );
    expect(tell([...pair(2, 5, 15, 0), ...stopped])).toMatchObject({
      state: 'So far, rung 1 of 3',
      lead: 'All 4 combinations train to step 15: the best one is named after the last rung.',
    });
    const last = (step: number) => [...pair(2, step, 60, 2), ...pair(4, 30, 30, 1), ...stopped];
    expect(tell(last(45))).toMatchObject({
      state: 'So far, rung 3 of 3',
      lead: '1 of 4 combinations goes on to step 60: the best one is named after the last rung.',
    });
    expect(tell(last(60)).lead).toMatch(
      /^Successive halving has trained 1 of 4 combinations to the end, .*: batch 2 with/,
    );
  });

  it('is at no rung any more where all combinations have diverged at one', () => {
    const halved = study({ axes: { 'training.batch': [2, 4, 8] }, halving: { rungs: [20, 60] } });
    const runs = [2, 4, 8].map((batch) =>
      atBatch(batch, [0.1, 0.1], {
        status: 'failed',
        failedStep: 7,
        step: 7,
        study: { ...place, until: 20 },
      }),
    );
    expect(answer(halved, runs).lead).toBe('None of 3 combinations has a value.');
  });

  it('names the rungs of a successive halving, and the one combination that is left', () => {
    const halved = study({
      axes: { 'training.batch': batches },
      halving: { rungs: [20, 40, 60], keep: 0.25 },
    });
    const runs = batches.map((batch) =>
      batch === 2
        ? atBatch(batch, [0.2, 0.2])
        : atBatch(batch, [0.1, 0.1], {
            step: batch === 4 ? 40 : 20,
            study: { ...place, until: batch === 4 ? 40 : 20 },
          }),
    );
    const { lead, notes } = answer(halved, runs);
    expect(lead).toMatch(
      /^Successive halving has trained 1 of 7 combinations to the end, chosen by mean .*: batch 2 with test error 20/,
    );
    expect(notes.slice(1, 3)).toEqual([
      expect.stringMatching(
        /^Stopped at step 20: batch \d+(; batch \d+){3}; and 1 other \(5 runs\)\.$/,
      ),
      'Stopped at step 40: batch 4 (1 run).',
    ]);
  });

  it('leaves combinations out that were stopped early, whatever they had', () => {
    const halved = study({
      axes: { 'training.batch': batches },
      halving: { rungs: [20, 60] },
    });
    const runs = batches.map((batch) =>
      batch <= 16
        ? atBatch(batch, [0.2, 0.2 + batch / 1000])
        : atBatch(batch, [0.1, 0.1], { step: 20, study: { ...place, until: 20 } }),
    );
    const { lead, notes } = answer(halved, runs);
    expect(lead).toMatch(
      /^Successive halving has trained 4 of 7 combinations to the end\. Best of these .*: batch 2 with test error 20\.2/,
    );
    expect(notes.slice(0, 2)).toEqual([
      'Successive halving has stopped 3 of 7 combinations early. They are not compared with those that were trained to the end.',
      'Stopped at step 20: batch 32; batch 64; batch 128 (3 runs).',
    ]);
  });
});

describe('what the answer of a study is without', () => {
  it('are runs that were deleted, with the way back', () => {
    const { warnings } = answer(study(), all.slice(0, 4), { inTrash: 2 });
    expect(warnings).toEqual([
      '2 of 6 runs were deleted and the answer is without them: restore them from the trash, or start the study to run them again.',
    ]);
    const one = answer(study(), all.slice(0, 5), { inTrash: 1 }).warnings;
    expect(one[0]).toContain('1 of 6 runs was deleted and the answer is without it: restore it');
  });

  it('are runs that were deleted for good, which are told from those not made yet', () =>
    expect(answer(study(), all.slice(0, 3), { inTrash: 1, removed: 1 }).warnings.slice(1)).toEqual([
      '1 of 6 runs was deleted for good: start the study to make it again.',
      '1 of 6 runs is not made yet: start the study to make it.',
    ]));

  it('are copies of its runs, by name', () =>
    expect(answer(study(), all, { copies: ['dni-1-copy'] }).warnings).toEqual([
      '1 run is left out, since the folder was copied or renamed by hand and the study counts only the runs that it has made: dni-1-copy. Compare takes it like any other run.',
    ]));

  it('are runs that were not made yet, unless they are being made', () => {
    expect(answer(study(), all.slice(0, 4), { inTrash: 1 }).warnings[1]).toBe(
      '1 of 6 runs is not made yet: start the study to make it.',
    );
    expect(answer(study(), all.slice(0, 4), { isActive: true }).warnings).toEqual([]);
    expect(answer(study(), []).warnings).toEqual([]);
  });

  it('are methods that the model does not allow', () =>
    expect(answer(study(), all, { leftOut: ['backprop is left out: why'] }).warnings).toEqual([
      'backprop is left out: why',
    ]));
});
