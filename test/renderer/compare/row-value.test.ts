import { describe, expect, it } from 'vitest';
import { answerFormat } from '#analysis/answer-format';
import { meanOfRuns } from '#analysis/group-mean';
import {
  describeImported,
  describeRowValue,
  describeSize,
  explainOtherMetrics,
} from '../../../src-renderer/compare/row-value';
import { makeImported } from '../../main/analysis/make-imported';
import { makeRun, type RunOptions } from '../../main/analysis/make-run';

const metric = 'test/bits';
const run = (value: number, options: RunOptions = {}) =>
  makeRun(`r${value}`, { metrics: { [metric]: value }, ...options });
const group = [run(1.234), run(1.31), run(1.29)];
const format = answerFormat(metric, [meanOfRuns(group, metric)]);

describe('the value of a row of the list', () => {
  it('is the mean of a group with half of its interval, in equal decimal places', () => {
    // Mean 1.278, standard error 0.022745, times t(0.975; 2) = 4.3027: 0.09787.
    expect(describeRowValue(group, metric, format)).toEqual({
      text: '1.28 bits ± 0.10',
      title: 'test bits: mean of 3 runs ± half of its 95 % interval (t).',
    });
    expect(describeRowValue([run(1.5)], metric, format)?.text).toBe('1.50 bits');
  });

  it('says of how many runs it is', () => {
    const runs = [run(1.2), run(Number.NaN), makeRun('x', { status: 'running' })];
    expect(describeRowValue(runs, metric, format)).toEqual({
      text: '1.20 bits',
      title: 'test bits: mean of 1 run. 1 run diverged. 1 run without a value.',
    });
  });

  it('is marked where a run has another metric than most, and the mark is explained', () => {
    expect(describeRowValue([run(1.5)], 'test/error', format)?.text).toBe('1.500 bits*');
    expect(explainOtherMetrics([run(1.5)], 'test/error')).toBe(
      '* Not the test error. Point at it.',
    );
    expect(explainOtherMetrics(group, metric)).toBeNull();
    expect(explainOtherMetrics(group, null)).toBeNull();
  });
});

describe('the size of a group', () => {
  it('is the number of runs that its mean is of', () => {
    const runs = [...group, makeRun('x', { status: 'running', metrics: {} })];
    expect(describeSize(group, metric).text).toBe('n 3');
    expect(describeSize(runs, metric)).toEqual({
      text: 'n 3 of 4',
      title: 'The mean is of 3 of 4 runs',
    });
  });

  it('is the number of runs where nothing is measured', () => {
    expect(describeSize([makeRun('x', { metrics: {} })], metric).text).toBe('n 1');
    expect(describeSize(group, null).text).toBe('n 3');
  });
});

describe('the mark of imported runs', () => {
  it('says how many of a group came from elsewhere, and from where', () => {
    const [a, b] = [makeImported('a'), makeImported('b')];
    expect(describeImported(group)).toBeNull();
    expect(describeImported([a, b])).toEqual({
      text: 'imported',
      title: 'Trained by another program: /curves/a.csv, /curves/b.csv',
    });
    expect(describeImported([a, ...group])?.text).toBe('1 imported');
  });
});
