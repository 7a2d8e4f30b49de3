import { describe, expect, it } from 'vitest';
import { estimateTime, findPaceBases, type RunPace } from '#analysis/study-time';
import { listStages, type RunLeft } from '#analysis/study-left';
import { expandStudy, matchRuns } from '#analysis/study-runs';
import type { Run } from '#spec/run';
import { studyContentSchema, type StudyInput } from '#spec/study';
import { spirals } from '../storage/spirals';
import { makeRun } from './study-fixture';

const models = new Map([['a', spirals('A', 100)]]);
const place = { id: 's', values: {}, rung: 0 };
const study = (input: Partial<StudyInput> = {}) => ({
  ...studyContentSchema.parse({
    version: 1,
    models: ['a'],
    axes: { 'training.method': ['dni', 'none'], 'training.seed': [1, 2] },
    ...input,
  }),
  id: 's',
});
const stagesOf = (content = study(), runs: readonly Run[] = []) => {
  const { runs: wanted } = expandStudy(content, models);
  return listStages(content, wanted, matchRuns(content, wanted, runs));
};

const pace = (startSeconds: number, secondsPerStep: number, launchSeconds = 0): RunPace => ({
  launchSeconds,
  startSeconds,
  secondsPerStep,
});
/** Runs of another study or none, with their paces by id. */
const estimate = (
  runs: readonly Run[],
  paces: Record<string, RunPace>,
  slots: number,
  stages = stagesOf(),
) => {
  const bases = findPaceBases(stages.flat(), runs);
  return estimateTime(stages, { bases, paces: new Map(Object.entries(paces)), slots });
};

describe('the time of a study', () => {
  const spec = spirals('A', 100);
  const dni = makeRun({ id: 'dni', spec, method: 'dni' });
  const none = makeRun({ id: 'none', spec, method: 'none' });
  const paces = { dni: pace(4, 0.1), none: pace(2, 0.05) };

  it('is that of the starts and of the steps, each run in the slot that is free first', () => {
    // Runs of 4 + 100 · 0.1 = 14 s and 2 + 100 · 0.05 = 7 s, in the order dni, none, dni, none.
    expect(estimate([dni, none], paces, 1)).toEqual({
      seconds: 42,
      from: 'From 2 runs: 2 to 4 s to start, then 10 to 20 steps/s.',
    });
    // 14 and 7 + 14, then 7 after the 14.
    expect(estimate([dni, none], paces, 2)).toEqual({
      seconds: 21,
      from: 'From 2 runs: 2 to 4 s to start, then 10 to 20 steps/s; 2 runs at a time.',
    });
    expect(estimate([dni, none], paces, 8).seconds).toBe(14);
  });

  it('counts the start of a short run once, whatever the runs before it have taken in all', () => {
    // A run of 100 steps that took 5.1 s to start and 0.1 s to train: 1,000 steps take 6.1 s, not 52.
    const stages = stagesOf(study({ steps: 1000, axes: { 'training.seed': [1] } }));
    const { seconds } = estimate([{ ...dni, seconds: 5.2 }], { dni: pace(5.1, 0.001) }, 1, stages);
    expect(seconds).toBeCloseTo(6.1, 12);
  });

  it('takes runs of the same settings before others of the same model', () => {
    const other = {
      ...makeRun({
        id: 'other',
        spec: { ...spec, training: { ...spec.training, batch: 7 } },
        method: 'dni',
      }),
    };
    const known = { ...paces, other: pace(100, 1) };
    expect(estimate([dni, none, other], known, 1).seconds).toBe(42);
    // Of none there is no run then: that of the model speaks for it.
    expect(estimate([other], known, 1)).toEqual({
      seconds: 800,
      from: 'From one run of the same model with another method: 100 s to start, then 1 steps/s.',
    });
  });

  it('takes a run of an equal model where there is none of the model', () => {
    const copy = { ...dni, id: 'copy', modelId: 'copy-of-a' };
    expect(estimate([copy], { copy: pace(1, 0.01) }, 1)).toEqual({
      seconds: 8,
      from: 'From one run of an equal model: 1 s to start, then 100 steps/s.',
    });
  });

  const otherTask = { ...spec, task: { ...spec.task, noise: 0.77 } } as typeof spec;
  it.each([
    ['no run of the model', [makeRun({ id: 'b', modelId: 'b', spec: otherTask })]],
    ['a run that has hardly trained', [{ ...dni, step: 5 }]],
    ['a run whose pace is not known', [{ ...dni, id: 'unread' }]],
  ])('is unknown with %s', (_, runs) =>
    expect(estimate(runs, { dni: pace(1, 1), b: pace(1, 1) }, 1)).toEqual({
      seconds: null,
      from: 'No run of a has been trained in this project yet: the time is unknown until the first run has trained.',
    }),
  );

  it('is nothing where nothing is left', () => expect(estimate([], {}, 1, [[]]).seconds).toBe(0));

  it('counts no start for a run that trains, which has its slot', () => {
    const one = study({ axes: { 'training.seed': [1, 2, 3] } });
    const own = { spec, study: place, method: spec.training.method };
    const runs = [
      makeRun({ ...own, id: 'done', seed: 1 }),
      makeRun({ ...own, id: 'now', seed: 3, status: 'running', step: 80 }),
    ];
    const known = { done: pace(4, 0.1), now: pace(4, 0.1) };
    // 20 steps of seed 3 are 2 s in one slot, and the start and 100 steps of seed 2 are 14 s in the other.
    expect(estimate(runs, known, 2, stagesOf(one, runs)).seconds).toBeCloseTo(14, 12);
    expect(estimate(runs, known, 1, stagesOf(one, runs)).seconds).toBeCloseTo(16, 12);
  });

  it('launches a process once for runs that train together, whose shares of a step add up', () => {
    const five = study({ axes: { 'training.seed': [1, 2, 3, 4, 5] } });
    const stages = stagesOf(five);
    const bases = findPaceBases(stages.flat(), [dni]);
    const context = { bases, paces: new Map([['dni', pace(1, 0.1, 3)]]), slots: 2 };
    // Three runs in one process are 3 s and three times 1 + 10 s; two in the other are 3 s and twice 11 s.
    const group = ([a, b, c, d, e]: readonly RunLeft[]): RunLeft[][] =>
      [
        [a, b, c],
        [d, e],
      ].map((runs) => runs.flatMap((run) => run ?? []));
    expect(estimateTime(stages, { ...context, group })).toEqual({
      seconds: 36,
      from: 'From one run: 4 s to start, then 10 steps/s; 5 runs at a time.',
    });
    // Alone, three in one slot launch a process each.
    expect(estimateTime(stages, context)).toEqual({
      seconds: 42,
      from: 'From one run: 4 s to start, then 10 steps/s; 2 runs at a time.',
    });
  });

  it('counts no launch for a process in which a run trains', () => {
    const two = study({ axes: { 'training.seed': [1, 2] } });
    const own = { spec, study: place, method: spec.training.method, status: 'running' as const };
    const runs = [1, 2].map((seed) => makeRun({ ...own, id: `seed ${seed}`, seed, step: 80 }));
    const stages = stagesOf(two, runs);
    const bases = findPaceBases(stages.flat(), runs);
    const paces = new Map(runs.map(({ id }) => [id, pace(1, 0.1, 3)]));
    const group = (stage: readonly RunLeft[]): RunLeft[][] => [[...stage]];
    // Twice 20 steps of a tenth of a second.
    expect(estimateTime(stages, { bases, paces, slots: 2, group }).seconds).toBeCloseTo(4, 12);
  });

  it('starts runs again at each rung, and waits there for all', () => {
    const halved = study({
      axes: { 'training.seed': [1, 2, 3] },
      halving: { rungs: [10, 100] },
    });
    // One combination of three seeds in two slots: two rounds of 4 + 1 s, then two of 4 + 9 s.
    expect(estimate([dni], { dni: pace(4, 0.1) }, 2, stagesOf(halved)).seconds).toBeCloseTo(36, 12);
  });
});
