import { formatWhole } from '#spec/number-format';
import { countNoun } from '#spec/count-noun';
import type { StudyGroup } from './study-result';

/** More names are no help in a sentence. */
const maxNamed = 4;

/** Which combinations were not trained like the others: stopped by successive halving, or resumed by hand. */
export function describeTrained(groups: readonly StudyGroup[]): string[] {
  return [...describeStopped(groups), ...groups.flatMap(describeResumed)];
}

/** Which combinations successive halving has stopped, and where. */
function describeStopped(groups: readonly StudyGroup[]): string[] {
  const stopped = groups.filter(({ stoppedAt }) => stoppedAt !== null);
  if (stopped.length === 0) return [];
  const rungs = [...new Set(stopped.map(({ stoppedAt }) => stoppedAt ?? 0))].sort((a, b) => a - b);
  const of = countNoun(groups.length, 'combination');
  const are = stopped.length === 1 ? 'It is' : 'They are';
  return [
    `Successive halving has stopped ${stopped.length} of ${of} early. ${are} not compared with those that were trained to the end.`,
    ...rungs.map((rung) =>
      describeRung(
        stopped.filter(({ stoppedAt }) => stoppedAt === rung),
        rung,
      ),
    ),
  ];
}

/** `Stopped at step 40: DNI, rate 0.0003; none, rate 0.0003 (8 runs).` */
function describeRung(stopped: readonly StudyGroup[], rung: number): string {
  const names = stopped.slice(0, maxNamed).map(({ label }) => label);
  const others = stopped.length - names.length;
  const more = others > 0 ? `; and ${countNoun(others, 'other')}` : '';
  const runs = stopped.reduce((sum, group) => sum + group.runs.length, 0);
  return `Stopped at step ${formatWhole(rung)}: ${names.join('; ')}${more} (${countNoun(runs, 'run')}).`;
}

/** Runs whose values are of more steps than those of their group. */
export function describeResumed({ resumed, label }: StudyGroup): string[] {
  if (resumed.length === 0) return [];
  const [was, has, is] =
    resumed.length === 1 ? ['was', 'has', 'it is'] : ['were', 'have', 'they are'];
  return [
    `${countNoun(resumed.length, 'run')} of ${label} ${was} resumed by hand and ${has} trained further than the other seeds: ${is} left out of the mean.`,
  ];
}
