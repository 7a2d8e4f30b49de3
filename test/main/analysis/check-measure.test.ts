import { describe, expect, it } from 'vitest';
import { checkBaselineRuns, checkMeasure, listSplitMetrics } from '#analysis/check-measure';
import type { StudyRun } from '#analysis/study-specs';
import type { Experiment } from '#spec/experiment';
import type { StudyContent } from '#spec/study';
import { template } from '../spec/make';

const recall = template('recall-dni');
const mnist = template('mnist-dni');
const threeLevels = template('three-levels');

function runsOf(models: Record<string, Experiment>): StudyRun[] {
  return Object.entries(models).map(([model, spec]) => ({
    model,
    spec,
    combination: model,
    values: {},
  }));
}

describe('what a model measures on a part of the data', () => {
  it('is the unit of its task, the error and the loss', () => {
    expect(listSplitMetrics(recall, 'validation')).toEqual([
      'validation/bits',
      'validation/error',
      'validation/loss',
    ]);
    expect(listSplitMetrics(mnist, 'test')).toEqual(['test/error', 'test/loss']);
  });

  it('is also that of each loss by its name, where there are several', () => {
    const names = listSplitMetrics(threeLevels, 'test');
    expect(names.slice(0, 2)).toEqual(['test/error', 'test/loss']);
    expect(names).toContain('test/error/oddLoss');
    expect(names).toContain('test/loss/oddLoss');
    // Each loss has as many as the whole.
    expect(names.length % 2).toBe(0);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has no error of a target that is a number', () => {
    const numbers: Experiment = {
      ...mnist,
      model: {
        ...mnist.model,
        nodes: {
          ...mnist.model.nodes,
          ...Object.fromEntries(
            Object.entries(mnist.model.nodes).flatMap(([id, node]) =>
              node.kind === 'softmaxCrossEntropy'
                ? [[id, { kind: 'meanSquaredError' as const, target: 'image', weight: 1 }]]
                : [],
            ),
          ),
        },
      },
    };
    expect(listSplitMetrics(numbers, 'test')).toEqual(['test/loss']);
  });
});

describe('the metrics of a study', () => {
  it('may be those that all of its models measure', () => {
    const runs = runsOf({ recall });
    expect(checkMeasure({}, runs)).toEqual([]);
    expect(checkMeasure({ selectBy: 'validation/bits', metric: 'test/error' }, runs)).toEqual([]);
    expect(checkMeasure({ metric: 'validation/loss' }, runs)).toEqual([]);
  });

  it('are never chosen by the test part, and never training metrics', () => {
    expect(checkMeasure({ selectBy: 'test/bits' }, runsOf({ recall }))).toEqual([
      "'selectBy' is 'test/bits', which is no metric of the validation part: choose one of validation/bits, validation/error, validation/loss.",
    ]);
    expect(checkMeasure({ metric: 'train/loss' }, runsOf({ mnist }))).toEqual([
      "'metric' is 'train/loss', which is no metric of the test or validation part: choose one of test/error, test/loss, validation/error, validation/loss.",
    ]);
  });

  it('are refused where one of several models does not measure them', () => {
    const problems = checkMeasure({ selectBy: 'validation/bits' }, runsOf({ recall, mnist }));
    expect(problems).toEqual([
      "'selectBy' is 'validation/bits', which 'mnist' does not measure: choose one of validation/error, validation/loss.",
    ]);
  });

  it('need a validation part where steps are chosen or runs are judged by it', () => {
    const without = {
      ...mnist,
      task: { ...mnist.task, validation: 0 } as Experiment['task'],
    };
    const runs = runsOf({ mnist, without });
    expect(checkMeasure({ selectBy: 'validation/error' }, runs)).toEqual([
      "'selectBy' chooses steps by the validation part, and the task of 'without' has none: set task.validation to a number of examples.",
    ]);
    expect(checkMeasure({ halving: { rungs: [10, 20], keep: 0.5 } }, runs)[0]).toMatch(
      /^Successive halving judges runs by the validation part/,
    );
    expect(checkMeasure({ metric: 'test/error' }, runs)).toEqual([]);
  });
});

describe('the baseline', () => {
  const axes: StudyContent['axes'] = {
    'training.batch': { draw: { from: 8, to: 64, scale: 'linear', whole: true } },
  };
  const drawn = (batch: number): StudyRun[] =>
    runsOf({ recall }).map((run) => ({ ...run, values: { 'training.batch': batch } }));

  it('must be one of the combinations that a random search has drawn', () => {
    const study = { axes, baseline: { 'training.batch': 16 } };
    expect(checkBaselineRuns(study, drawn(16))).toEqual([]);
    expect(checkBaselineRuns(study, drawn(32))).toEqual([
      'No combination of the study has the baseline training.batch 16: a random search has not drawn it. Name another one, or leave it out.',
    ]);
  });

  it('that the program chooses by itself may be missing', () =>
    expect(checkBaselineRuns({ axes: { 'training.method': ['none', 'dni'] } }, drawn(8))).toEqual(
      [],
    ));
});
