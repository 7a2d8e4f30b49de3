import { studyFields } from '#chart/figures/study-figure';
import { describe, expect, it } from 'vitest';
import { groupRuns } from '#analysis/group-runs';
import { baselineKey, nameComparison } from '../../../src-renderer/studies/study-fields';
import { makeRun, makeStudy } from './make-study';

const methods = ['dni', 'none'];

describe('the baseline of a study', () => {
  it('is the group of that key in a comparison of its runs', () => {
    const study = makeStudy();
    const runs = [makeRun({ method: 'dni' }), makeRun({ method: 'none' })];
    const groups = groupRuns(runs, studyFields(study));
    expect(groups.map(({ key }) => key)[1]).toBe(baselineKey(study));
    expect(groups.map(({ key }) => key)[0]).not.toBe(baselineKey(study));
  });

  it('has the values of axes that have only one', () => {
    const study = makeStudy({
      axes: { 'training.method': methods, 'training.optimizer.rate': [0.01] },
    });
    const [group] = groupRuns([makeRun({ method: 'none', rate: 0.01 })], studyFields(study));
    expect(baselineKey(study)).toBe(group?.key);
  });

  it('is the one that the study names', () => {
    const study = makeStudy({
      axes: { 'training.optimizer.rate': [0.01, 0.1] },
      baseline: { 'training.optimizer.rate': 0.1 },
    });
    const [group] = groupRuns([makeRun({ rate: 0.1 })], studyFields(study));
    expect(baselineKey(study)).toBe(group?.key);
  });

  it('is none where there is none, or where several groups have its values', () => {
    const rates = { 'training.optimizer.rate': [0.01, 0.1] };
    expect(baselineKey(makeStudy({ axes: rates }))).toBeNull();
    expect(baselineKey(makeStudy({ axes: { 'training.method': methods, ...rates } }))).toBeNull();
    expect(baselineKey(makeStudy({ models: ['recall-dni', 'copy'] }))).toBeNull();
  });
});

it('the comparison of a study has a name of its own, of at most 200 characters', () => {
  expect(nameComparison({ name: 'Rates' })).toBe('Comparison of Rates');
  expect(nameComparison({ name: 'a'.repeat(200) })).toHaveLength(200);
});
