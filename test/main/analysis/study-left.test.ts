import { describe, expect, it } from 'vitest';
import { listRunsLeft, listStages } from '#analysis/study-left';
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
const stepsOf = (stages: ReturnType<typeof stagesOf>) =>
  listRunsLeft(stages).map(({ steps }) => steps);

describe('what is left of a study', () => {
  const spec = spirals('A', 100);
  it('is every run that is not done, with the steps that it has still to train', () => {
    const runs = [
      makeRun({ id: 'done', spec, method: 'dni', study: place }),
      makeRun({ id: 'half', spec, method: 'none', study: place, status: 'stopped', step: 40 }),
    ];
    expect(stepsOf(stagesOf())).toEqual([100, 100, 100, 100]);
    expect(stepsOf(stagesOf(study(), runs))).toEqual([60, 100, 100]);
  });

  const rates = [0.1, 0.2, 0.3, 0.4];
  const halved = study({
    axes: { 'training.optimizer.rate': rates, 'training.seed': [1, 2] },
    halving: { rungs: [10, 30, 100] },
  });
  const rungs = [10, 30, 100];
  const runOf = (rate: number, seed: number, until: number) =>
    makeRun({
      id: `${rate}-${seed}`,
      spec: {
        ...spec,
        training: { ...spec.training, optimizer: { ...spec.training.optimizer, rate } },
      },
      seed,
      step: until,
      study: { ...place, rung: rungs.indexOf(until), until: until < 100 ? until : undefined },
    });
  const seeds = (rate: number, until: number) => [1, 2].map((seed) => runOf(rate, seed, until));

  it('is less with successive halving, in a stage for each rung', () => {
    // Of each seed all four train 10 steps, two of them 20 more, and one of these 70 more.
    const stages = stagesOf(halved);
    expect(stages.map((stage) => stage.map(({ steps }) => steps))).toEqual([
      Array(8).fill(10),
      Array(4).fill(20),
      Array(2).fill(70),
    ]);
    expect(listRunsLeft(stages)).toHaveLength(8);
  });

  it('is nothing of combinations that a rung has stopped, whichever were the best', () => {
    const runs = [...seeds(0.1, 10), ...seeds(0.2, 30), ...seeds(0.3, 100), ...seeds(0.4, 10)];
    expect(listRunsLeft(stagesOf(halved, runs))).toEqual([]);
    // Between two rungs it is what the rungs to come train.
    const early = [...seeds(0.1, 10), ...seeds(0.2, 30), ...seeds(0.3, 30), ...seeds(0.4, 10)];
    expect(stepsOf(stagesOf(halved, early))).toEqual([70, 70]);
  });

  it('counts no step of an earlier rung for a run that trains for a later one', () => {
    const running = { ...runOf(0.3, 1, 100), status: 'running' as const, step: 45 };
    const runs = [...seeds(0.1, 10), ...seeds(0.2, 30), running, runOf(0.3, 2, 30)];
    const stages = stagesOf(halved, [...runs, ...seeds(0.4, 10)]);
    expect(stages.map((stage) => stage.map(({ steps }) => steps))).toEqual([[], [], [55, 70]]);
  });

  it('is nothing of the other seeds of a run that was resumed by hand past its rung', () => {
    const resumed = { ...runOf(0.1, 1, 100), study: { ...place, rung: 0 } };
    const others = [...seeds(0.2, 30), ...seeds(0.3, 100), ...seeds(0.4, 10)];
    expect(listRunsLeft(stagesOf(halved, [resumed, runOf(0.1, 2, 10), ...others]))).toEqual([]);
  });
});
