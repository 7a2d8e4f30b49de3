import { comparisonContentSchema, type ComparisonContent } from '#spec/comparison';
import type { Run } from '#spec/run';

/** A comparison of runs that nobody has made one of: with the groups and the charts that the window suggests. */
export function compareAll(name: string, runs: readonly Run[]): ComparisonContent {
  return comparisonContentSchema.parse({
    name,
    runs: runs.map(({ id }) => id),
    metrics: [],
    xAxis: 'step',
    smoothing: 0,
    logScale: false,
    groupBy: null,
  });
}
