import { describe, expect, it } from 'vitest';
import { chooseAxisFormats } from '#chart/axes/metric-axis';

describe('the axis of a metric', () => {
  it('stays linear where a logarithmic one makes no sense, with the reason', () => {
    const reasonOf = (metric: string): string | null => chooseAxisFormats(metric).linearReason;
    expect(reasonOf('interface/a->b/cosine')).toBe('a cosine can be negative');
    expect(reasonOf('task/level')).toBe('levels are counted one by one');
    for (const metric of ['speed/examples-seen', 'module/hidden1/updates'])
      expect(reasonOf(metric)).toBe('a count grows by the same amount in each step');
    for (const metric of ['train/loss', 'test/error', 'speed/steps-per-second', 'unknown'])
      expect(reasonOf(metric)).toBeNull();
  });

  it.each([
    ['train/loss', 1e28, '1e28'],
    ['train/loss', 2e7, '2e7'],
    ['train/loss', 100_000, '100,000'],
    ['train/loss', 0.00002, '2e-5'],
    ['test/error', 0.025, '2.5 %'],
    ['test/error', 1e-7, '1e-5 %'],
    ['speed/examples-seen', 2_000_000, '2 M'],
  ])('labels a tick of %s at %d', (metric, value, label) =>
    expect(chooseAxisFormats(metric).formatTick(value)).toBe(label),
  );
});
