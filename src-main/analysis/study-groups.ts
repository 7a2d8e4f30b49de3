import { countNoun } from '#spec/count-noun';
import { formatWhole } from '#spec/number-format';
import type { Run } from '#spec/run';
import { areStepsJoint, type GroupTiming } from '#spec/train-together';
import { formatNumber } from './format-value';
import { mean } from './statistics/summary';

/** How the runs of a study train together, in words that the window and the command line share. */

/** `8 runs in 2 groups of 4`, `5 runs in one group of 3 and one group of 2`; null where there are none. */
export function describeGroups(sizes: readonly number[]): string | null {
  if (sizes.length === 0) return null;
  const runs = countNoun(sumOf(sizes), 'run');
  if (sizes.length === 1) return `${runs} in one group`;
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  const parts = [...counts].map(
    ([size, count]) => `${count === 1 ? 'one group' : `${formatWhole(count)} groups`} of ${size}`,
  );
  return `${runs} in ${parts.join(' and ')}`;
}

/** A run as far as it tells with how many others it trains. */
type GroupedRun = Pick<Run, 'environment' | 'groupTiming'>;

/**
 * How runs have trained together, or do, a sentence for each way:
 * `8 runs in 2 processes, 4 in each, their steps one after the other: 29.1 ms for a step of all, 30.1 ms as one compiled step.`
 */
export function describeTogether(runs: readonly GroupedRun[]): string[] {
  const grouped = runs.filter(({ environment }) => environment?.together !== undefined);
  const measured = grouped.flatMap(({ groupTiming }) => groupTiming ?? []);
  const isJoint = ({ groupTiming }: GroupedRun): boolean | null =>
    groupTiming ? areStepsJoint(groupTiming) : null;
  return [true, false, null].flatMap((joint) => {
    const alike = grouped.filter((run) => isJoint(run) === joint);
    if (alike.length === 0) return [];
    const timings = measured.filter((timing) => areStepsJoint(timing) === joint);
    return [`${describeProcesses(alike)}${describeTimings(joint, timings)}.`];
  });
}

/** `8 runs in 2 processes, 4 in each` */
function describeProcesses(runs: readonly GroupedRun[]): string {
  const sizes = runs.map(({ environment }) => environment?.together ?? 1);
  const processes = Math.max(1, Math.round(sumOf(sizes.map((size) => 1 / size))));
  const count = countNoun(runs.length, 'run');
  if (processes === 1) return `${count} in one process`;
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const each = least === most ? `${most}` : `${least} to ${most}`;
  return `${count} in ${formatWhole(processes)} processes, ${each} in each`;
}

function describeTimings(joint: boolean | null, timings: readonly GroupTiming[]): string {
  if (joint === null) return '';
  const together = formatMilliseconds(timings.map((timing) => timing.together));
  const oneByOne = formatMilliseconds(timings.map((timing) => timing.oneByOne));
  return joint
    ? `, their steps as one compiled step: ${together} for a step of all, ${oneByOne} one after the other`
    : `, their steps one after the other: ${oneByOne} for a step of all, ${together} as one compiled step`;
}

function formatMilliseconds(seconds: readonly number[]): string {
  return `${formatNumber(1000 * mean(seconds), 3)} ms`;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
