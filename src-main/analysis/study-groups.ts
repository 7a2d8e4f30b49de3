import { countNoun } from '#spec/count-noun';
import { formatWhole } from '#spec/number-format';
import { isEnded, type Run } from '#spec/run';
import { areStepsJoint, type GroupTiming } from '#spec/train-together';
import { formatNumber } from './format-value';

/** How the runs of a study train together, in words that the window and the command line share. */

/**
 * `8 runs train in 2 processes of 4.`, `3 runs train: 2 of them in one process, 1 alone.` `sizes`: of the processes with
 * several runs. `alone`: other runs. Null where none train together.
 */
export function describeGroups(sizes: readonly number[], alone = 0): string | null {
  if (sizes.length === 0) return null;
  const together = sumOf(sizes);
  const processes = listProcesses(sizes);
  if (alone === 0) return `${countNoun(together, 'run')} train in ${processes}.`;
  return `${countNoun(together + alone, 'run')} train: ${formatWhole(together)} of them in ${processes}, ${formatWhole(alone)} alone.`;
}

/** `one process`, `2 processes of 4`, `one process of 3 and one process of 2` */
function listProcesses(sizes: readonly number[]): string {
  if (sizes.length === 1) return 'one process';
  const counts = new Map<number, number>();
  for (const size of sizes) counts.set(size, (counts.get(size) ?? 0) + 1);
  return [...counts]
    .map(([size, count]) =>
      count === 1 ? `one process of ${size}` : `${formatWhole(count)} processes of ${size}`,
    )
    .join(' and ');
}

/** A run as far as it tells with how many others it trains. */
type GroupedRun = Pick<Run, 'status' | 'groupTiming'>;

/**
 * How runs train together, or have trained, a sentence for each way that was the faster one: `8 runs train in 2 processes of
 * 4. A step of all runs of a process takes 30.1 ms as one compiled step and 29.1 ms one after the other: the faster is used.`
 * Nothing of processes whose runs have not all measured it yet.
 */
export function describeTogether(runs: readonly GroupedRun[]): string[] {
  const processes = findProcesses(runs);
  return [true, false].flatMap((joint) => {
    const alike = processes.filter(({ timing }) => areStepsJoint(timing) === joint);
    if (alike.length === 0) return [];
    const [verb, takes, is] = alike.some(({ isAtWork }) => isAtWork)
      ? ['train', 'takes', 'is']
      : ['trained', 'took', 'was'];
    const sizes = alike.map(({ timing }) => timing.members);
    const together = formatMilliseconds(alike.map(({ timing }) => timing.together));
    const oneByOne = formatMilliseconds(alike.map(({ timing }) => timing.oneByOne));
    const whose = sizes.length === 1 ? 'runs' : 'runs of a process';
    return [
      `${countNoun(sumOf(sizes), 'run')} ${verb} in ${listProcesses(sizes)}. A step of all ${whose} ${takes} ${together} as one compiled step and ${oneByOne} one after the other: the faster ${is} used.`,
    ];
  });
}

interface Process {
  timing: GroupTiming;
  isAtWork: boolean;
}

/**
 * The processes in which runs have trained together: all runs of one have recorded the same measured times. Where runs are
 * missing, the process is no more: they were resumed in another one, or were deleted.
 */
function findProcesses(runs: readonly GroupedRun[]): Process[] {
  const found = new Map<string, { timing: GroupTiming; runs: GroupedRun[] }>();
  for (const run of runs) {
    const { groupTiming: timing } = run;
    if (!timing) continue;
    const key = `${timing.members} ${timing.together} ${timing.oneByOne}`;
    found.set(key, { timing, runs: [...(found.get(key)?.runs ?? []), run] });
  }
  return [...found.values()]
    .filter(({ timing, runs: members }) => members.length === timing.members)
    .map(({ timing, runs: members }) => ({
      timing,
      isAtWork: members.some(({ status }) => !isEnded(status)),
    }));
}

/** `29.1 ms`, and of processes that differ `0.45 to 8.69 ms`. */
function formatMilliseconds(seconds: readonly number[]): string {
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map((each) =>
    formatNumber(1000 * each, 3),
  );
  return least === most ? `${least} ms` : `${least} to ${most} ms`;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
