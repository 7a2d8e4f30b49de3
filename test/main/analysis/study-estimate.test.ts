import { describe, expect, it } from 'vitest';
import {
  estimateBytes,
  estimateRunBytes,
  estimateTime,
  listRunsLeft,
} from '#analysis/study-estimate';
import { expandStudy, matchRuns } from '#analysis/study-runs';
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
const left = (content = study(), runs: ReturnType<typeof makeRun>[] = []) => {
  const { runs: wanted } = expandStudy(content, models);
  return listRunsLeft(content, wanted, matchRuns(content, wanted, runs));
};
const steps = (list: ReturnType<typeof left>) => list.map((run) => run.steps);

describe('what is left of a study', () => {
  const spec = spirals('A', 100);
  it('is every run that is not done, with the steps that it has still to train', () => {
    const runs = [
      makeRun({ id: 'done', spec, method: 'dni', study: place }),
      makeRun({ id: 'half', spec, method: 'none', study: place, status: 'stopped', step: 40 }),
    ];
    expect(steps(left())).toEqual([100, 100, 100, 100]);
    expect(steps(left(study(), runs))).toEqual([60, 100, 100]);
  });
  it('is less with successive halving', () => {
    const rates = [0.1, 0.2, 0.3, 0.4];
    const halved = study({
      axes: { 'training.optimizer.rate': rates, 'training.seed': [1, 2] },
      halving: { rungs: [10, 30, 100] },
    });
    // Of each seed all four train 10 steps, two of them 20 more, and one of these 70 more.
    expect(steps(left(halved)).reduce((sum, value) => sum + value, 0)).toBe(
      2 * (4 * 10 + 2 * 20 + 70),
    );
  });
});

describe('the time of a study', () => {
  const measured = [
    makeRun({ id: '1', method: 'dni', step: 100, seconds: 10 }),
    makeRun({ id: '2', method: 'none', step: 100, seconds: 5 }),
    makeRun({ id: '3', method: 'none', step: 100, seconds: 0.2 }),
    makeRun({ id: '4', method: 'none', modelId: 'b', step: 100, seconds: 1000 }),
  ];
  it('follows from the rates of runs of the same model and method', () => {
    // Two runs of 100 steps at 10 steps/s, two at 20 steps/s.
    expect(estimateTime(left(), measured, 1)).toEqual({
      seconds: 30,
      from: 'From 2 runs of this project: 10, 20 steps/s.',
    });
  });
  it('is shared by the slots of the queue, and no shorter than the longest run', () => {
    expect(estimateTime(left(), measured, 2)).toMatchObject({ seconds: 15 });
    expect(estimateTime(left(), measured, 8)).toEqual({
      seconds: 10,
      from: 'From 2 runs of this project: 10, 20 steps/s, 4 runs at a time.',
    });
  });
  it('takes the rate of another method where there is no other', () => {
    expect(estimateTime(left(), measured.slice(0, 1), 1).seconds).toBe(40);
  });
  it('is not known without a run of the model', () => {
    expect(estimateTime(left(), measured.slice(3), 1)).toEqual({
      seconds: null,
      from: 'No run of a has been trained in this project yet, so the time is not known.',
    });
  });
  it('is nothing where nothing is left', () => {
    expect(estimateTime([], measured, 1).seconds).toBe(0);
  });
});

describe('the bytes of a study', () => {
  it('follow from a run of the model: checkpoints and curves', () => {
    // Each run has checkpoints at 0, 20, 40, 60, 80 and 100.
    const measured = new Map([['a', { checkpoint: 1000, step: 10 }]]);
    expect(estimateBytes(left(), measured)).toBe(4 * (6 * 1000 + 100 * 10));
  });
  it('are estimated from the parameters where there is none', () => {
    // 2 inputs, 16 hidden units, 3 classes; the synthesizer is linear in 16 numbers and a label of 3. Adam has two slots.
    const model = 2 * 16 + 16 + 16 * 3 + 3;
    const synthesizer = (16 + 3) * 16 + 16;
    expect(estimateRunBytes(spirals()).checkpoint).toBe(4 * 3 * (model + synthesizer));
    const none = { ...spirals(), training: { ...spirals().training, method: 'none' as const } };
    expect(estimateRunBytes(none).checkpoint).toBe(4 * 3 * model);
  });
});
