import { describe, expect, it } from 'vitest';
import { studyContentSchema, type StudyContent } from '../../../src-main/spec/study';
import {
  addSeed,
  changeModels,
  changeSeedCount,
  copyQuestion,
  isLogAxis,
  isSameQuestion,
  listAxes,
  listNumericAxes,
  newQuestion,
  readSeeds,
  readSteps,
  removeAxis,
  setAxis,
  setBaseline,
  setSteps,
  suggestRungs,
} from '../../../src-renderer/studies/question';

const study: StudyContent = studyContentSchema.parse({
  version: 1,
  name: 'Does DNI help?',
  models: ['recall-dni'],
  axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2, 5] },
  baseline: { 'training.method': 'none' },
});

describe('seeds', () => {
  it('are kept apart from the other axes', () => {
    expect(readSeeds(study)).toEqual([1, 2, 5]);
    expect(listAxes(study)).toEqual([['training.method', ['dni', 'none']]]);
    expect(readSeeds({ axes: {} })).toEqual([]);
  });

  it('are followed by the number after the largest one', () =>
    expect(addSeed(study).axes?.['training.seed']).toEqual([1, 2, 5, 6]));

  it('begin with 1 where there are none', () => expect(changeSeedCount([], 3)).toEqual([1, 2, 3]));

  it('lose the last ones where there are fewer', () =>
    expect(changeSeedCount([4, 2, 9], 2)).toEqual([4, 2]));
});

describe('axes', () => {
  it('ask for a random search where numbers are drawn', () => {
    const draw = { draw: { from: 0.1, to: 1, scale: 'linear', whole: false } } as const;
    expect(setAxis(study, 'training.optimizer.rate', draw).search).toEqual({
      kind: 'random',
      samples: 10,
      seed: 1,
    });
    expect(setAxis(study, 'training.batch', [32, 64]).search).toBeUndefined();
  });

  it('take the baseline with them when they lose its value or go', () => {
    expect(setAxis(study, 'training.method', ['dni', 'backprop']).baseline).toBeUndefined();
    expect(setAxis(study, 'training.method', ['none']).baseline).toEqual({
      'training.method': 'none',
    });
    expect(removeAxis(study, 'training.method')).toEqual({
      axes: { 'training.seed': [1, 2, 5] },
      baseline: undefined,
    });
  });

  it('can be compared with another value, or with none', () => {
    expect(setBaseline(study, 'training.method', 'dni').baseline).toEqual({
      'training.method': 'dni',
    });
    expect(setBaseline(study, 'training.method', undefined).baseline).toBeUndefined();
  });

  it('of numbers can stand on an x axis, if there are two values', () => {
    const axes = {
      'training.batch': [32, 64],
      'training.unroll': [4],
      'training.method': ['dni', 'none'],
      'training.optimizer.rate': { logRange: { from: 0.001, to: 0.1, count: 3 } },
    };
    expect(listNumericAxes({ axes })).toEqual(['training.batch', 'training.optimizer.rate']);
  });

  it('over a decade or by ratios have a logarithmic scale', () => {
    expect(isLogAxis([0.001, 0.01])).toBe(true);
    expect(isLogAxis([32, 64])).toBe(false);
    expect(isLogAxis([0, 100])).toBe(false);
    expect(isLogAxis({ logRange: { from: 1, to: 2, count: 3 } })).toBe(true);
    expect(isLogAxis({ range: { from: 1, to: 100, count: 3 } })).toBe(false);
  });
});

describe('steps', () => {
  const halving = { rungs: [100, 400], keep: 0.5 };

  it('are those of the study, else of the last rung', () => {
    expect(readSteps({ steps: 50 }, null)).toBe(50);
    expect(readSteps({ halving }, null)).toBe(400);
    expect(readSteps({}, null)).toBeUndefined();
  });

  it('are those of the last rung when they change', () => {
    expect(setSteps({ halving }, 800)).toEqual({
      steps: 800,
      halving: { rungs: [100, 200, 400, 800], keep: 0.5 },
    });
    expect(setSteps({}, 800)).toEqual({ steps: 800 });
  });

  it('have fewer rungs where they are few', () => {
    expect(suggestRungs(3)).toEqual([1, 2, 3]);
    expect(suggestRungs(1)).toEqual([1]);
  });
});

describe('another study', () => {
  it('asks the same with other seeds', () => {
    expect(isSameQuestion(study, { ...study, ...addSeed(study), name: 'Mine' })).toBe(true);
    expect(isSameQuestion(study, { ...study, steps: 10 })).toBe(false);
    expect(isSameQuestion(study, { ...study, models: ['other'] })).toBe(false);
  });

  it('that is a copy has a name and a comparison of its own', () => {
    const copy = copyQuestion({ ...study, name: 'x'.repeat(200), comparisonId: 'mine' });
    expect(copy.name).toBe(`${'x'.repeat(194)}, copy`);
    expect(copy.comparisonId).toBeUndefined();
    expect(studyContentSchema.parse(copy).axes).toEqual(study.axes);
  });

  it('begins with a model and seeds, and has the name of the model', () => {
    const question = newQuestion('recall-dni', 'Recall, DNI over 4 ticks');
    expect(studyContentSchema.parse(question)).toMatchObject({
      name: 'Study of Recall, DNI over 4 ticks',
      models: ['recall-dni'],
    });
    expect(newQuestion('long', 'n'.repeat(300)).name).toHaveLength(200);
  });
});

describe('the models of a study', () => {
  const nameOf = (id: string) => id.toUpperCase();
  const rename = (name: string, changed: string[], taken: string[] = []) =>
    changeModels({ models: ['a', 'b'], name }, changed, { nameOf, taken });

  it('take the name of the study with them that it has got from the first of them', () => {
    expect(rename('Study of A', ['b'])).toEqual({ models: ['b'], name: 'Study of B' });
    expect(rename('Study of A 2', ['b'], ['Study of B'])).toEqual({
      models: ['b'],
      name: 'Study of B 2',
    });
  });

  it('leave a name that was given, and that of a first model that stays', () => {
    expect(rename('Rates', ['b'])).toEqual({ models: ['b'] });
    expect(rename('Study of A, slow', ['b'])).toEqual({ models: ['b'] });
    expect(rename('Study of A', ['a', 'b', 'c'])).toEqual({ models: ['a', 'b', 'c'] });
  });
});
