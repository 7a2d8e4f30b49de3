import { describe, expect, it } from 'vitest';
import {
  describeMetric,
  gradientMetricName,
  interfaceMetricName,
  isSmallerBetter,
  metricNames,
  parseGradientMetric,
  parseInterfaceMetric,
  parseSplitMetric,
  splitMetricName,
} from '#spec/metric-catalogue';

/** Name, title, short title, unit, whether smaller is better, rank, noisy; all as saved runs and charts have them. */
const entries: [string, string, string, string | null, boolean, number, boolean][] = [
  ['task/level', 'Level solved', 'level solved', null, false, -2, false],
  [
    'task/mean-bits',
    'Running mean of train bits',
    'running mean of train bits',
    'bits',
    true,
    -1,
    false,
  ],
  ['train/bpc', 'Train bits per character', 'train bpc', 'bits', true, 0, true],
  ['test/bpc', 'Test bits per character', 'test bpc', 'bits', true, 2, false],
  ['validation/perplexity', 'Validation perplexity', 'validation perplexity', null, true, 6, false],
  ['train/bits', 'Train bits', 'train bits', 'bits', true, 10, true],
  ['train/loss', 'Train loss', 'train loss', null, true, 15, true],
  ['train/error', 'Train error', 'train error', 'fraction', true, 20, true],
  ['train/loss/odd', 'Train loss, odd', 'train loss, odd', null, true, 55, true],
  ['test/error/odd', 'Test error, odd', 'test error, odd', 'fraction', true, 62, false],
  ['interface/a->b/cosine', 'Cosine, a → b', 'cosine, a → b', 'cosine', false, 100, false],
  [
    'interface/a->b/relative-error',
    'Relative error, a → b',
    'relative error, a → b',
    null,
    true,
    100,
    false,
  ],
  [
    'interface/a->b/synthesizer-loss',
    'Synthesizer loss, a → b',
    'synthesizer loss, a → b',
    null,
    true,
    100,
    false,
  ],
  ['speed/steps-per-second', 'Speed', 'speed', 'steps/s', false, 200, true],
  ['speed/examples-seen', 'Examples seen', 'examples seen', 'examples', false, 200, false],
  ['memory/resident-megabytes', 'Memory', 'memory', 'MB', true, 300, false],
  ['memory/tensors', 'Tensors alive', 'tensors alive', null, true, 300, false],
];

describe('describeMetric', () => {
  it.each(entries)('knows %s', (name, title, shortTitle, unit, smaller, rank, isNoisy) => {
    expect(describeMetric(name)).toMatchObject({
      title,
      shortTitle,
      unit,
      isSmallerBetter: smaller,
      rank,
      isNoisy,
      isComparable: name !== 'speed/examples-seen',
    });
    expect(isSmallerBetter(name)).toBe(smaller);
  });

  it('groups the splits of a measure under one title', () => {
    expect(describeMetric('validation/bpc').groupTitle).toBe('Bits per character');
    expect(describeMetric('test/error/odd').groupTitle).toBe('Error, odd');
    expect(describeMetric('memory/tensors').groupTitle).toBe('Tensors alive');
  });

  it("uses the task's word for examples", () => {
    expect(describeMetric('speed/examples-seen', { examples: 'characters' })).toMatchObject({
      title: 'Characters seen',
      groupTitle: 'Characters seen',
    });
  });

  it('ranks runs by held-out results and interfaces, not by a batch, a level or a machine', () => {
    const ranking = entries.map(([name]) => name).filter((name) => describeMetric(name).ranksRuns);
    expect(ranking).toEqual([
      'task/level',
      'test/bpc',
      'validation/perplexity',
      'test/error/odd',
      'interface/a->b/cosine',
      'interface/a->b/relative-error',
      'interface/a->b/synthesizer-loss',
    ]);
  });

  it('names the loss that a metric stands for', () => {
    expect(describeMetric('test/error', { loss: 'odd' })).toMatchObject({
      title: 'Test error, odd',
      shortTitle: 'test error, odd',
      groupTitle: 'Error, odd',
    });
    expect(describeMetric('test/error/threes', { loss: 'odd' }).title).toBe('Test error, threes');
  });

  it('keeps gradients over distance out of comparisons', () => {
    expect(describeMetric('gradient/a->a/at-8')).toMatchObject({
      isSmallerBetter: true,
      rank: 150,
      isNoisy: false,
      isComparable: false,
    });
  });

  it('makes a title of the words of an unknown name', () => {
    expect(describeMetric('other/some-thing')).toMatchObject({
      title: 'Other some thing',
      isSmallerBetter: true,
      rank: 90,
      isComparable: true,
    });
  });
});

describe('metric names', () => {
  it('are those of saved runs', () => {
    expect(splitMetricName('test', 'error')).toBe('test/error');
    expect(splitMetricName('test', 'error', 'odd')).toBe('test/error/odd');
    expect(interfaceMetricName('a->b', 'relative-error')).toBe('interface/a->b/relative-error');
    expect(gradientMetricName('a->a', 16)).toBe('gradient/a->a/at-16');
    expect(Object.values(metricNames)).toEqual([
      'task/level',
      'task/mean-bits',
      'speed/steps-per-second',
      'speed/examples-seen',
      'memory/resident-megabytes',
      'memory/tensors',
    ]);
  });

  it('are parsed into their parts', () => {
    expect(parseSplitMetric('validation/error')).toEqual({
      split: 'validation',
      measure: 'error',
      loss: null,
    });
    expect(parseSplitMetric('train/loss/odd')).toEqual({
      split: 'train',
      measure: 'loss',
      loss: 'odd',
    });
    expect(parseInterfaceMetric('interface/a->b/cosine')).toEqual({
      edge: 'a->b',
      measure: 'cosine',
    });
    expect(parseGradientMetric('gradient/a->a/at-16')).toEqual({ edge: 'a->a', ticks: 16 });
  });

  it.each(['train', 'train/other', 'other/loss', 'train/toString', 'train/loss/odd/more'])(
    '%s is no metric of a split',
    (name) => expect(parseSplitMetric(name)).toBeNull(),
  );

  it.each(['interface/a->b', 'interface/a/cosine', 'interface/a->b/other', 'train/loss/cosine'])(
    '%s is no metric of an interface',
    (name) => expect(parseInterfaceMetric(name)).toBeNull(),
  );

  it.each(['gradient/a->a/at-', 'gradient/a->a/8', 'gradient/a/at-8', 'interface/a->a/at-8'])(
    '%s is no gradient over distance',
    (name) => expect(parseGradientMetric(name)).toBeNull(),
  );
});
