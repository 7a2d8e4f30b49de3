import { describe, expect, it } from 'vitest';
import type { StudyActivity } from '../../../src-main/spec/study';
import {
  describeProgress,
  describeTime,
  explainSteps,
  startLabel,
  summarizeQuestion,
} from '../../../src-renderer/studies/study-text';
import { template } from '../../main/spec/make';
import { makeStudy } from './make-study';

const activity: StudyActivity = {
  studyId: 's',
  name: 's',
  isActive: true,
  status: 'running',
  done: 0,
  total: 2,
  rung: { index: 2, count: 4, steps: 1000, runs: 8 },
  secondsLeft: 130,
  places: [],
  failure: null,
};
const seconds = (value: number) => `${value} s`;

describe('how far a study is', () => {
  it('names the runs of its rung', () => {
    const progress = { status: 'running' as const, done: 0, total: 2, activity };
    expect(describeProgress(progress)).toBe(
      'Rung 3 of 4, to step 1,000: the best 2 of 8 runs, 0 done',
    );
    expect(describeTime(progress, seconds)).toBe('about 130 s left');
    const first = { ...activity, rung: { index: 0, count: 4, steps: 125, runs: 8 } };
    expect(describeProgress({ ...progress, total: 8, done: 3, activity: first })).toBe(
      'Rung 1 of 4, to step 125: all 8 runs, 3 done',
    );
  });

  it('says how many of its runs go on elsewhere while no program runs it', () => {
    const stopped = { status: 'stopped' as const, done: 3, total: 12, activity: null };
    expect(describeProgress({ ...stopped, elsewhere: 5 })).toBe(
      '5 runs at work elsewhere, 3 of 12 runs done',
    );
    expect(describeProgress(stopped)).toBe('Stopped, 3 of 12 runs done');
  });

  it('counts all of its runs without rungs', () => {
    const plain = { ...activity, rung: null, secondsLeft: null };
    const progress = { status: 'running' as const, done: 1, total: 2, activity: plain };
    expect(describeProgress(progress)).toBe('1 of 2 runs done');
    expect(describeTime(progress, seconds)).toBeNull();
    expect(describeProgress({ ...progress, status: 'finished', total: 1, activity: null })).toBe(
      'Finished, 1 run',
    );
  });
});

it.each([
  [{ runs: 15, done: 0 }, 0, 'Start 15 runs'],
  [{ runs: 1, done: 0 }, 0, 'Start 1 run'],
  [{ runs: 15, done: 14 }, 0, 'Run the one that is missing'],
  [{ runs: 15, done: 14 }, 1, 'Run the deleted one again'],
  [{ runs: 15, done: 12 }, 3, 'Run the 3 deleted ones again'],
  [{ runs: 15, done: 10 }, 3, 'Run the 5 that are missing, 3 of them deleted'],
])('the button of a plan of %j says what it does', (plan, deleted, label) =>
  expect(startLabel(plan, deleted)).toBe(label),
);

it('the button of a study that was stopped goes on with its runs', () => {
  expect(startLabel({ runs: 8, done: 0 }, 0, true)).toBe('Go on with 8 runs');
  expect(startLabel({ runs: 8, done: 7 }, 0, true)).toBe('Go on with 1 run');
  expect(startLabel({ runs: 8, done: 3 }, 2, true)).toBe(
    'Run the 5 that are missing, 2 of them deleted',
  );
});

describe('the question in one line', () => {
  const short = template('recall-dni');
  const long = { ...short, training: { ...short.training, steps: 8000 } };
  const study = makeStudy({ axes: { 'training.seed': [1, 2, 3] } });

  it('has the steps of every model', () => {
    const brief = { ...short, training: { ...short.training, steps: 600 } };
    expect(summarizeQuestion(study, [long])).toBe('3 seeds · 8,000 steps');
    expect(summarizeQuestion(study, [long, brief])).toBe('3 seeds · 600 to 8,000 steps');
    expect(summarizeQuestion(study, [])).toBe('3 seeds');
    expect(explainSteps(study, [long, brief])).toBe('Each model has its own: 600 to 8,000 steps');
    expect(explainSteps(study, [long, long])).toBeUndefined();
  });

  it('has the steps of the study where it sets them', () =>
    expect(summarizeQuestion({ ...study, steps: 50 }, [long, short])).toBe('3 seeds · 50 steps'));
});
