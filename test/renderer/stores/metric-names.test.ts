import { describe, expect, it } from 'vitest';
import {
  defaultMetrics,
  groupMetrics,
  interfaceEdges,
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

  it('are smoothed only where another batch is measured each time', () => {
    expect(metrics.filter(isNoisy)).toEqual([
      'speed/steps-per-second',
      'train/loss',
      'train/error',
    ]);
  });
});
