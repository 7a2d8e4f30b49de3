import type { StudyGroup } from '#analysis/study-result';
import { describeMetric } from '#spec/metric-catalogue';

type RankedGroup = Pick<StudyGroup, 'key' | 'open' | 'stoppedAt'> & {
  comparison: Pick<StudyGroup['comparison'], 'mean'>;
};

/**
 * Keys of the groups with the best mean of those that were trained to the end; none while a run is to come, where fewer
 * than two have a value, and where the metric does not rank runs.
 */
export function findBestGroups(groups: readonly RankedGroup[], metric: string): Set<string> {
  const { isSmallerBetter, ranksRuns } = describeMetric(metric);
  const whole = groups.filter(
    ({ stoppedAt, comparison }) => stoppedAt === null && comparison.mean !== null,
  );
  if (!ranksRuns || whole.length < 2 || groups.some(({ open }) => open > 0)) return new Set();
  const means = whole.map(({ comparison }) => comparison.mean ?? NaN);
  const best = isSmallerBetter ? Math.min(...means) : Math.max(...means);
  return new Set(whole.filter(({ comparison }) => comparison.mean === best).map(({ key }) => key));
}
