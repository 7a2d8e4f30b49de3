import { formatWhole } from '#spec/number-format';
import { countNoun } from '#spec/count-noun';
import type { StudyActivity } from '#spec/study';

/** How far a study is, in words that the window and the command line share. */

const count = (number: number): string => formatWhole(number);

/** `Rung 3 of 4, to step 1,000: the best 2 of 8 runs`; `total`: the runs of the rung. */
export function describeRung(
  { index, count: rungs, steps, runs }: NonNullable<StudyActivity['rung']>,
  total: number,
): string {
  const which =
    total < runs
      ? `the best ${count(total)} of ${countNoun(runs, 'run')}`
      : `all ${countNoun(runs, 'run')}`;
  return `Rung ${index + 1} of ${rungs}, to step ${count(steps)}: ${which}`;
}

/** `about 2 min left`. */
export function describeTimeLeft(
  secondsLeft: number,
  formatSeconds: (seconds: number) => string,
): string {
  return `about ${formatSeconds(Math.max(1, secondsLeft))} left`;
}
