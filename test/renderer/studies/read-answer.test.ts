import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src-main/spec/run';
import type { Study } from '../../../src-main/spec/study';
import { readAnswer } from '../../../src-renderer/studies/read-answer';
import { readResults } from '../../../src-renderer/studies/study-results';
import { makeRun, makeStudy, specs } from './make-study';

function answer(study: Study, runs: readonly Run[]) {
  const results = readResults(study, runs, specs);
  if (!results) throw new Error('The runs have measured something.');
  return readAnswer(study, results);
}

const study = makeStudy();
const errors = { dni: [0.1, 0.12, 0.14], none: [0.3, 0.32, 0.34] };
const all = (['dni', 'none'] as const).flatMap((method) =>
  errors[method].map((error, index) => makeRun({ method, seed: index + 1, error })),
);

describe('readAnswer', () => {
  it('has the difference of two groups in its first sentence', () => {
    const { state, lead, differences } = answer(study, all);
    // Half of the interval: 4.303, the quantile of t with 2 degrees of freedom, times 2 / √3 = 4.97 points.
    expect(state).toBeNull();
    expect(lead).toContain('DNI 12 % ± 5,');
    expect(lead).toContain('20 points better');
    expect(differences).toEqual([]);
  });

  it('has a sentence for each difference of three groups', () => {
    const three = makeStudy({
      axes: { 'training.method': ['dni', 'backprop', 'none'], 'training.seed': [1, 2, 3] },
    });
    const backprop = [0.1, 0.11, 0.12].map((error, index) =>
      makeRun({ method: 'backprop', seed: index + 1, error }),
    );
    const { lead, differences } = answer(three, [...all, ...backprop]);
    expect(lead).toMatch(/^DNI .*, backprop .*, none .*\(3 seeds each\)\.$/);
    expect(differences.map((text) => text.split(':')[0])).toEqual([
      'DNI against backprop',
      'None against backprop',
    ]);
  });

  it('says how many seeds it is of while runs are to come', () => {
    expect(
      answer(
        study,
        all.filter(({ seed }) => seed < 3),
      ).state,
    ).toBe('So far, 2 of 3 seeds');
    expect(answer(study, all.slice(0, 4)).state).toBe('So far, 1 to 3 of 3 seeds');
  });

  it('begins with the first run that has finished', () => {
    const running = all.map((run) => ({ ...run, status: 'running' as const, step: 1000 }));
    expect(answer(study, running)).toMatchObject({
      state: 'So far, 0 of 3 seeds',
      lead: 'No run has finished yet: the answer begins with the first ones.',
      notes: [],
    });
  });

  it('names the best of many groups, and doubts it', () => {
    const rates = [0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.007];
    const sweep = makeStudy({
      axes: { 'training.optimizer.rate': rates, 'training.seed': [1, 2] },
      baseline: { 'training.optimizer.rate': 0.001 },
    });
    const runs = rates.flatMap((rate, index) =>
      [1, 2].map((seed) =>
        makeRun({ rate, seed, error: 0.2 + Math.abs(index - 4) / 10 + seed / 1000 }),
      ),
    );
    const { lead, differences } = answer(sweep, runs);
    expect(lead).toMatch(/^Best of 7 combinations: rate 0\.005 with 20\.\d+ % ± .* \(2 seeds\)\.$/);
    expect(differences[0]).toMatch(/^Against rate 0\.001: -40\.\d* points, .*corrected for 6/);
    expect(differences[1]).toContain('chance');
  });

  it('calls none the best while one still trains, and chooses by validation', () => {
    const rates = [0.001, 0.002, 0.003, 0.004, 0.005];
    const sweep = makeStudy({
      axes: { 'training.optimizer.rate': rates, 'training.seed': [1] },
    });
    const runs = rates.map((rate, index) => makeRun({ rate, error: 0.2 + index / 10 }));
    const training = runs.map((run, index) =>
      index === 4 ? { ...run, status: 'running' as const, step: 500 } : run,
    );
    expect(answer(sweep, training).lead).toBe(
      '1 of 5 combinations still trains, so that none is the best yet.',
    );
    // The least test error by chance, with the worst validation error.
    const lucky = runs.map((run, index) =>
      index === 4 && run.selected
        ? {
            ...run,
            selected: {
              ...run.selected,
              values: { ...run.selected.values, 'test/error': 0.01 },
            },
          }
        : run,
    );
    expect(answer(sweep, lucky).lead).toMatch(/^Best of 5 combinations: rate 0\.001 with 20/);
  });
});
