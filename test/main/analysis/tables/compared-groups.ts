import { compareGroups } from '#analysis/compare-groups';
import type { RunGroup } from '#analysis/group-runs';
import type { ComparedGroups } from '#analysis/tables/statistics-table';
import { makeRun, type RunOptions } from '../make-run';

/** A run with a seed and a metric `x/value`, of which smaller is better. */
function measured(id: string, seed: number, value: number | null, options: RunOptions = {}) {
  const metrics: Record<string, number> = value === null ? {} : { 'x/value': value };
  return makeRun(id, { training: { seed }, metrics, ...options });
}

/** Seeds 1 to 4; a second group of two other seeds, with a run of each way to have no value. */
const groups: RunGroup[] = [
  {
    key: 'base',
    values: {},
    runs: [1, 2, 3, 4].map((value, index) => measured(`a${index}`, index, value)),
  },
  {
    key: 'other',
    values: {},
    runs: [
      measured('b0', 10, 5),
      measured('b1', 11, 7),
      measured('b2', 12, NaN),
      measured('b3', 13, null, { status: 'failed' }),
      measured('b4', 14, null, { status: 'running' }),
    ],
  },
];

export const comparedGroups: ComparedGroups = {
  field: 'x/value',
  groups,
  labels: new Map([
    ['base', 'backprop'],
    ['other', 'rate 0.1 & 50 %, a|b'],
  ]),
  comparisons: compareGroups(groups, 'x/value', { baseline: 'base' }),
  baseline: 'base',
};
