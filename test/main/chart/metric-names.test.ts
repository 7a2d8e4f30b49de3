import { describe, expect, it } from 'vitest';
import {
  defaultMetrics,
  gradientDistances,
  groupMetrics,
  interfaceEdges,
  isComparable,
  isNoisy,
  metricTitle,
  listMetrics,
  sortMetrics,
} from '#chart/metric-names';
import { template } from '../spec/make';
import { buildExperiment } from '../../renderer/editor/experiment';

const { spec } = { spec: buildExperiment('image>a a>loss') };
/** A run of a model with one loss that has these metrics. */
const runWith = (names: readonly string[]) => ({
  spec,
  metrics: Object.fromEntries(names.map((name) => [name, {}])),
});

const metrics = [
  'speed/steps-per-second',
  'interface/a->b/cosine',
  'interface/a->b/relative-error',
  'test/error',
  'train/loss',
  'train/error',
];

describe('metric names', () => {
  it('are sorted in the order of display', () => {
    expect(sortMetrics([...metrics, 'train/loss'])).toEqual([
      'train/loss',
      'train/error',
      'test/error',
      'interface/a->b/cosine',
      'interface/a->b/relative-error',
      'speed/steps-per-second',
    ]);
  });

  it('are selected for a new comparison where they measure the quality of a run', () => {
    expect(defaultMetrics(metrics)).toEqual([
      'train/loss',
      'train/error',
      'test/error',
      'interface/a->b/cosine',
    ]);
  });

  it('have readable titles', () => {
    expect(metricTitle('train/loss', [])).toBe('Train loss');
    expect(metricTitle('interface/a->b/relative-error', [])).toBe('Relative error, a → b');
    expect(metricTitle('speed/steps-per-second', [])).toBe('Speed');
    expect(metricTitle('other/some-thing', [])).toBe('Other some thing');
  });

  it('are grouped by measure, with all splits in one chart', () => {
    expect(groupMetrics(runWith(metrics))).toEqual([
      { title: 'Loss', metrics: ['train/loss'] },
      { title: 'Error', metrics: ['train/error', 'test/error'] },
      { title: 'Speed', metrics: ['speed/steps-per-second'] },
    ]);
    expect(interfaceEdges(metrics)).toEqual(['a->b']);
  });

  const text = [
    'train/loss',
    'train/error',
    'validation/bpc',
    'train/bpc',
    'gradient/a->a/at-8',
    'gradient/a->a/at-16',
    'gradient/a->a/at-4',
    'task/level',
    'speed/examples-seen',
  ];

  it('list the level first and bits per character before the loss', () => {
    expect(defaultMetrics(text)).toEqual(['task/level', 'train/bpc', 'validation/bpc']);
    expect(groupMetrics(runWith(text), 'characters').map(({ title }) => title)).toEqual([
      'Level solved',
      'Bits per character',
      'Loss',
      'Error',
      'Characters seen',
    ]);
    expect(metricTitle('validation/bpc', [])).toBe('Validation bits per character');
    expect(isComparable('gradient/a->a/at-4')).toBe(false);
    expect(isComparable('speed/examples-seen')).toBe(false);
    expect(isComparable('speed/steps-per-second')).toBe(true);
  });

  it('distinguish several loss nodes', () => {
    const counting = ['train/error/odd', 'test/error/odd', 'test/error/threes', 'train/loss/odd'];
    expect(metricTitle('test/error/odd', [])).toBe('Test error, odd');
    expect(groupMetrics(runWith(counting))).toEqual([
      { title: 'Loss, odd', metrics: ['train/loss/odd'] },
      { title: 'Error, odd', metrics: ['train/error/odd', 'test/error/odd'] },
      { title: 'Error, threes', metrics: ['test/error/threes'] },
    ]);
    expect(defaultMetrics(counting)).toEqual(['test/error/odd', 'test/error/threes']);
  });

  const levels = {
    spec: template('three-levels'),
    metrics: Object.fromEntries(
      ['train', 'validation', 'test'].flatMap((split) =>
        [
          'loss',
          'error',
          ...['oddLoss', 'sevensLoss'].flatMap((id) => [`loss/${id}`, `error/${id}`]),
        ].map((measure) => [`${split}/${measure}`, {}]),
      ),
    ),
  };

  it('name the loss of every figure, and show that of the first under its name alone', () => {
    const groups = groupMetrics(levels);
    expect(groups.map(({ title }) => title)).toEqual([
      'Loss, sum',
      'Loss, oddLoss',
      'Loss, sevensLoss',
      'Error, oddLoss',
      'Error, sevensLoss',
    ]);
    expect(listMetrics([levels])).not.toContain('test/error');
    expect(metricTitle('test/error', [levels])).toBe('Test error, oddLoss');
    expect(defaultMetrics(listMetrics([levels]))).toEqual([
      'train/loss',
      'validation/error/oddLoss',
      'validation/error/sevensLoss',
      'test/error/oddLoss',
      'test/error/sevensLoss',
    ]);
    // Beside a model with one loss the common name stays.
    expect(listMetrics([levels, runWith(['test/error'])])).toContain('test/error');
  });

  it('of a curriculum begin with the level and the running mean, in place of single steps', () => {
    const copied = ['train/loss', 'train/bits', 'task/mean-bits', 'task/level'];
    expect(defaultMetrics(copied)).toEqual(['task/level', 'task/mean-bits']);
  });

  it('contain the distances at which gradients were measured', () => {
    expect([...gradientDistances(text)]).toEqual([['a->a', [4, 8, 16]]]);
  });

  it('are noisy only where each value is measured on another batch', () => {
    expect(metrics.filter(isNoisy)).toEqual([
      'speed/steps-per-second',
      'train/loss',
      'train/error',
    ]);
  });
});
