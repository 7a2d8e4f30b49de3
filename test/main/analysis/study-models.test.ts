import { describe, expect, it } from 'vitest';
import {
  countLostRuns,
  describeChangedModels,
  listChangedModels,
  resolveStudyModels,
} from '#analysis/study-models';
import { matchStudyRuns } from '#analysis/study-runs';
import type { Experiment } from '#spec/experiment';
import { studyContentSchema, type StudyInput } from '#spec/study';
import { spirals } from '../storage/spirals';
import { makeRun } from './study-fixture';

const study = (input: Partial<StudyInput> = {}) => ({
  ...studyContentSchema.parse({
    version: 1,
    models: ['a'],
    axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2] },
    ...input,
  }),
  id: 's',
});
const withBatch = (batch: number, spec = spirals()): Experiment => ({
  ...spec,
  training: { ...spec.training, batch },
});
const ofA = (spec: Experiment) => new Map([['a', spec]]);
const none = new Map<string, Experiment>();
/** The four runs of the study, of this model. */
const runsOf = (spec: Experiment, id = 's') =>
  (['dni', 'none'] as const).flatMap((method) =>
    [1, 2].map((seed) =>
      makeRun({
        id: `${method}-${seed}-${spec.training.batch}`,
        spec,
        method,
        seed,
        study: {
          id,
          values: { 'training.method': method, 'training.seed': seed },
          rung: 0,
          project: '',
        },
      }),
    ),
  );

describe('the models of a study', () => {
  const [before, after] = [withBatch(32), withBatch(64)];

  it('are those that it has kept, once it has runs', () => {
    const sources = { current: ofA(after), kept: ofA(before) };
    expect(resolveStudyModels(study(), { ...sources, runs: runsOf(before) })).toEqual(ofA(before));
    for (const runs of [[], runsOf(before, 'other')])
      expect(resolveStudyModels(study(), { ...sources, runs })).toEqual(ofA(after));
  });

  it('are as they are saved where the study has kept none of that name', () => {
    const kept = new Map([['b', before]]);
    const models = resolveStudyModels(study({ models: ['a', 'b', 'c'] }), {
      current: new Map([
        ['a', after],
        ['b', after],
      ]),
      kept,
      runs: runsOf(before).map((run) => ({ ...run, modelId: 'b' })),
    });
    expect([...models]).toEqual([
      ['a', after],
      ['b', before],
    ]);
  });

  it.each<[string, Experiment | null, number]>([
    ['the saved model has changed', after, 4],
    ['the saved model is gone', null, 4],
    ['the saved model is the one', before, 4],
  ])('are taken from its runs where it has kept none and %s', (_, current, count) => {
    const runs = runsOf(before);
    const models = resolveStudyModels(study(), {
      current: current ? ofA(current) : none,
      kept: none,
      runs,
    });
    expect(matchStudyRuns(study(), runs, models).matches.size).toBe(count);
  });

  it('are those of most runs where it was begun twice', () => {
    const runs = [...runsOf(after).slice(0, 1), ...runsOf(before)];
    const models = resolveStudyModels(study(), { current: ofA(after), kept: none, runs });
    expect(models.get('a')?.training.batch).toBe(32);
    const equal = [...runsOf(after), ...runsOf(before)];
    const tied = resolveStudyModels(study(), { current: ofA(after), kept: none, runs: equal });
    expect(tied.get('a')?.training.batch).toBe(64);
  });
});

describe('a changed model', () => {
  const changed = (after: Experiment, input?: Partial<StudyInput>) =>
    listChangedModels(study(input), ofA(spirals()), ofA(after));

  it('is one of which the runs of the study would come out different', () => {
    expect(changed(withBatch(64))).toEqual(['a']);
    expect(changed(spirals('Spirals', 70))).toEqual(['a']);
    // What the study sets itself, and the name, make no difference.
    expect(changed(spirals('Other', 60))).toEqual([]);
    expect(changed(spirals('Spirals', 70), { steps: 20 })).toEqual([]);
    expect(changed(withBatch(64), { axes: { 'training.batch': [8] } })).toEqual([]);
    expect(listChangedModels(study(), ofA(spirals()), none)).toEqual([]);
  });

  it('costs the finished runs that are not of it', () => {
    const runs = runsOf(spirals());
    const open = runs.map((run, at) => (at === 0 ? { ...run, status: 'running' as const } : run));
    expect(countLostRuns(study(), open, ofA(spirals()), ofA(withBatch(64)))).toBe(3);
    expect(countLostRuns(study(), open, ofA(spirals()), ofA(spirals()))).toBe(0);
    // Runs of fewer steps can go on.
    expect(countLostRuns(study(), runs, ofA(spirals()), ofA(spirals('A', 90)))).toBe(0);
  });

  it('is named in a sentence', () => {
    expect(describeChangedModels([])).toBeNull();
    expect(describeChangedModels(['A'])).toBe(
      "The model 'A' has changed since this study began; the study goes on with the model as it was.",
    );
    expect(describeChangedModels(['A', 'B', 'C'])).toBe(
      "The models 'A', 'B' and 'C' have changed since this study began; the study goes on with the models as they were.",
    );
  });
});
