import { expect, it } from 'vitest';
import { findBestGroups } from '../../../src-renderer/studies/best-group';

const group = (
  key: string,
  mean: number | null,
  { stoppedAt = null, open = 0 }: { stoppedAt?: number | null; open?: number } = {},
) => ({ key, stoppedAt, open, comparison: { mean } });
const best = (groups: ReturnType<typeof group>[], metric = 'test/error') => [
  ...findBestGroups(groups, metric),
];

it('the best group has the best mean of those that were trained to the end', () => {
  expect(best([group('a', 0.3), group('b', 0.2), group('c', 0.1, { stoppedAt: 150 })])).toEqual([
    'b',
  ]);
  expect(best([group('a', 0.3), group('b', 0.2)], 'task/level')).toEqual(['a']);
  expect(best([group('a', 0.2), group('b', 0.2), group('c', null)])).toEqual(['a', 'b']);
});

it('no group is the best of one, while runs are to come, and in a metric that does not rank', () => {
  expect(best([group('a', 0.3), group('b', 0.1, { stoppedAt: 150 })])).toEqual([]);
  expect(best([group('a', 0.3), group('b', 0.2, { open: 1 })])).toEqual([]);
  expect(best([group('a', 0.3), group('b', 0.2)], 'time/stepsPerSecond')).toEqual([]);
});
