import { expect, it } from 'vitest';
import { groupRuns } from '#analysis/group-runs';
import { matchReported } from '#analysis/reported/match-reported';
import { figureOf } from '#analysis/reported/reported-figures';
import { collectValues } from '#chart/values/group-values';
import { addReported } from '#chart/values/reported-values';
import { makeRun } from '../../analysis/make-run';
import { makeSource, makeValue } from '../../analysis/reported/make-source';

it('gives reported values rows after those of groups, on an axis that covers them', () => {
  const groups = groupRuns([makeRun('a', { metrics: { 'test/error': 0.02 } })], []);
  const entry = makeValue('far', 0.5, { uncertainty: { kind: 'sd', size: 0.1 } });
  const source = makeSource([entry]);
  const rows = matchReported([figureOf(source, entry)], groups, 'test/error', new Map());
  const values = collectValues(groups, 'test/error');
  const { groups: all, axis, runs } = addReported(values, rows);
  expect(all.map(({ mean }) => mean)).toEqual([0.02, 0.5]);
  expect(all[1]?.interval).toEqual({ low: 0.4, high: 0.6 });
  expect(axis.bounds.max).toBeGreaterThanOrEqual(0.6);
  expect(axis.bounds.min).toBeLessThanOrEqual(0.02);
  expect(runs).toBe(1);
  expect(addReported(values, [])).toBe(values);
});
