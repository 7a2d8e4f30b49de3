import { expect, it } from 'vitest';
import { aggregateColumns } from '#analysis/curve-aggregate';
import { aggregateRuns } from '#storage/curves/aggregate-runs';

const columns = [3, 5, 7].map((run) =>
  Float64Array.from({ length: 100_000 }, (_, row) =>
    row % 1000 === run ? NaN : Math.sin(row / run) + run,
  ),
);

it('aggregates long columns in parts as at once', async () => {
  for (const options of [
    { center: 'mean', band: 'se' },
    { center: 'median', band: 'range' },
    { center: 'mean', band: 'none' },
  ] as const)
    expect(await aggregateRuns(columns, options)).toEqual(aggregateColumns(columns, options));
});

it('aggregates nothing to columns without rows', async () => {
  const { center, lower, n } = await aggregateRuns([], { center: 'mean', band: 'sd' });
  expect([center.length, lower?.length, n.length]).toEqual([0, 0, 0]);
});
