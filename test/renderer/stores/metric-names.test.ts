import { describe, expect, it } from 'vitest';
import {
  defaultMetrics,
  gradientDistances,
  groupMetrics,
  interfaceEdges,
  isComparable,
  isNoisy,
  metricTitle,
  sortMetrics,
} from '../../../src-renderer/stores/metric-names';

const metrics = [
  'speed/steps-per-second',
  'interface/a->b/cosine',
  'interface/a->b/relative-error',
  'test/error',
  'train/loss',
  'train/error',
];

describe('metric names', () => {
  it('come in the order they are looked at', () => {
    expect(sortMetrics([...metrics, 'train/loss'])).toEqual([
      'train/loss',
      'train/error',
      'test/error',
      'interface/a->b/cosine',
      'interface/a->b/relative-error',
      'speed/steps-per-second',
    ]);
  });

  it('are shown by default where they tell how good a run is', () => {
    expect(defaultMetrics(metrics)).toEqual([
      'train/loss',
      'train/error',
      'test/error',
      'interface/a->b/cosine',
    ]);
  });

  it('have titles a person would write', () => {
    expect(metricTitle('train/loss')).toBe('Train loss');
    expect(metricTitle('interface/a->b/relative-error')).toBe('Relative error, a → b');
    expect(metricTitle('speed/steps-per-second')).toBe('Speed');
    expect(metricTitle('other/some-thing')).toBe('Other some thing');
  });

  it('stand together where they measure the same of different data', () => {
    expect(groupMetrics(metrics)).toEqual([
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

  it('put the unit of a text before its loss, and the level first', () => {
    expect(defaultMetrics(text)).toEqual(['task/level', 'train/bpc', 'validation/bpc']);
    expect(groupMetrics(text, 'characters').map(({ title }) => title)).toEqual([
      'Level solved',
      'Bits per character',
      'Loss',
      'Error',
      'Characters seen',
    ]);
    expect(metricTitle('validation/bpc')).toBe('Validation bits per character');
    expect(isComparable('gradient/a->a/at-4')).toBe(false);
  });

  it('tell several losses apart', () => {
    const counting = ['train/error/odd', 'test/error/odd', 'test/error/threes', 'train/loss/odd'];
    expect(metricTitle('test/error/odd')).toBe('Test error, odd');
    expect(groupMetrics(counting)).toEqual([
      { title: 'Loss, odd', metrics: ['train/loss/odd'] },
      { title: 'Error, odd', metrics: ['train/error/odd', 'test/error/odd'] },
      { title: 'Error, threes', metrics: ['test/error/threes'] },
    ]);
    expect(defaultMetrics(counting)).toEqual(['test/error/odd', 'test/error/threes']);
  });

  it('know how far back gradients were looked at', () => {
    expect([...gradientDistances(text)]).toEqual([['a->a', [4, 8, 16]]]);
  });

  it('are smoothed only where another batch is measured each time', () => {
    expect(metrics.filter(isNoisy)).toEqual([
      'speed/steps-per-second',
      'train/loss',
      'train/error',
    ]);
  });
});
