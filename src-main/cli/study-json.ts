import type { StudyResult } from '#analysis/study-result';
import type { Run } from '#spec/run';
import type { StudyActivity } from '#spec/study';

export interface EndedStudy {
  activity: StudyActivity;
  result: StudyResult;
  /** The runs of the study, in the order of its axes. */
  runs: readonly Run[];
}

/** The last line of `study --json`. A group's interval is that of 95 % of its mean, null for fewer than two values. */
export function endEvent({ activity, result, runs }: EndedStudy): object {
  const { groups, measure } = result;
  return {
    event: 'end',
    study: activity.studyId,
    status: activity.status,
    runs: runs.map(({ id }) => id),
    groups: groups.map(({ by, comparison: { n, mean, sd, interval } }) => ({
      by,
      n,
      selectedBy: measure?.selectedBy ?? null,
      metric: measure?.metric ?? null,
      mean,
      sd,
      interval: interval ? [interval.low, interval.high] : null,
    })),
  };
}
