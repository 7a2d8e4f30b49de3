import type { Environment, Run } from '#spec/run';
import type { Trained } from '#spec/environments';

/** The record of a run that goes on at this step in an environment: steps after it are trained again. */
export function recordEnvironment(
  { environment, earlierEnvironments = [], parent }: Trained & Pick<Run, 'parent'>,
  step: number,
  present: Environment,
): Trained {
  const former = environment
    ? [...earlierEnvironments, { untilStep: step, environment }]
    : earlierEnvironments;
  const before = former
    .filter((_, index) => (former[index - 1]?.untilStep ?? parent?.step ?? 0) < step)
    .map((each) => ({ ...each, untilStep: Math.min(each.untilStep, step) }));
  const last = before.at(-1);
  if (last && isSame(last.environment, present)) before.pop();
  return { environment: present, earlierEnvironments: before.length > 0 ? before : undefined };
}

/**
 * Why TensorFlow was not there changes nothing in what is computed, and what an earlier version has not recorded is not
 * known to differ. A run that trains alone records no number of runs.
 */
function isSame(before: Environment, present: Environment): boolean {
  if (before.together !== present.together) return false;
  return (Object.keys(present) as (keyof Environment)[]).every(
    (key) =>
      key === 'fallbackReason' ||
      before[key] === undefined ||
      JSON.stringify(before[key]) === JSON.stringify(present[key]),
  );
}
