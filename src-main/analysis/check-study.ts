import { formatWhole } from '#spec/number-format';
import { findClosestMatch } from '#spec/closest-match';
import { joinNames, quote, quoteValue } from '#spec/quote';
import type { Method } from '#spec/training';
import { methodPath, seedPath, type StudyContent } from '#spec/study';
import { checkAxis, listAxisValues } from './study-axes';
import { countCells, maxStudyRuns } from './study-cells';

/** What is wrong with a study itself, whatever its models are: sentences. */
export function checkStudy(study: StudyContent): string[] {
  return [
    ...Object.entries(study.axes).flatMap(([path, axis]) => {
      const problem = checkPath(path) ?? checkAxis(path, axis, study);
      return problem === null ? [] : [problem];
    }),
    ...checkSeeds(study),
    ...checkSize(study),
    ...checkSteps(study),
    ...checkBaseline(study),
  ];
}

const rooms = ['training', 'model', 'task', 'diagnostics'];

/** The axes that are written most often, for suggestions. */
const commonPaths = [
  methodPath,
  seedPath,
  'training.batch',
  'training.unroll',
  'training.optimizer.rate',
];

function checkPath(path: string): string | null {
  if (path.split('.').includes(''))
    return `The axis ${quote(path)} has an empty part between its dots: write it as training.optimizer.rate.`;
  if (rooms.some((room) => path.startsWith(`${room}.`))) return null;
  const closest =
    findClosestMatch(path, commonPaths) ?? commonPaths.find((known) => known.endsWith(`.${path}`));
  const hint = closest ? ` Did you mean ${quote(closest)}?` : '';
  return `The axis ${quote(path)} is no path of a setting: it begins with ${rooms.join(', ')}, as training.optimizer.rate does.${hint}`;
}

function checkSeeds({ axes }: StudyContent): string[] {
  const axis = axes[seedPath];
  return axis && !listAxisValues(axis)
    ? [`The axis '${seedPath}' cannot be drawn: list the seeds, as in [1, 2, 3].`]
    : [];
}

function checkSize(study: StudyContent): string[] {
  const count = countCells(study);
  return count > maxStudyRuns
    ? [
        `The study has ${formatWhole(count)} runs, and ${formatWhole(maxStudyRuns)} at most can be made: shorten an axis, or draw combinations with a random search.`,
      ]
    : [];
}

function checkSteps({ axes, steps, evaluateEvery, halving }: StudyContent): string[] {
  const problems: string[] = [];
  if (Object.hasOwn(axes, 'training.evaluateEvery') && evaluateEvery !== undefined)
    problems.push(
      "The study sets the evaluations of every run, and 'training.evaluateEvery' is an axis: remove one of the two.",
    );
  const isAxis = Object.hasOwn(axes, 'training.steps');
  if (isAxis && steps !== undefined)
    problems.push(
      "The study sets the steps of every run, and 'training.steps' is an axis: remove one of the two.",
    );
  if (!halving) return problems;
  const { rungs } = halving;
  if (isAxis)
    problems.push(
      "Successive halving sets the steps of the runs, so 'training.steps' cannot be an axis.",
    );
  if (rungs.some((rung, index) => rung <= (rungs[index - 1] ?? 0)))
    problems.push(
      `The rungs ${joinNames(rungs.map(String))} do not rise: write them from the fewest steps to the most.`,
    );
  const last = rungs.at(-1);
  if (steps !== undefined && steps !== last)
    problems.push(
      `The last rung has ${last} steps, and the study sets ${steps} steps for every run: leave the steps out, or make them equal.`,
    );
  return problems;
}

function checkBaseline({ axes, baseline = {} }: StudyContent): string[] {
  return Object.entries(baseline).flatMap(([path, value]) => {
    if (path === seedPath)
      return [
        `The baseline cannot be a seed: runs that differ in '${seedPath}' only are one group. Name a value of another axis.`,
      ];
    const axis = Object.hasOwn(axes, path) ? axes[path] : undefined;
    if (!axis) return [`The baseline names ${quote(path)}, which is no axis of the study.`];
    const values = listAxisValues(axis);
    const isThere =
      !values || values.some((other) => JSON.stringify(other) === JSON.stringify(value));
    return isThere
      ? []
      : [
          `The baseline has the value ${quoteValue(value)} of ${quote(path)}, which is not on its axis.`,
        ];
  });
}

const usualBaselines: readonly Method[] = ['backprop', 'none'];

/** The baseline that a study has: the one that it names, else the usual one of the method. */
export function findBaseline({
  axes,
  baseline,
}: Pick<StudyContent, 'axes' | 'baseline'>): StudyContent['baseline'] {
  if (baseline && Object.keys(baseline).length > 0) return baseline;
  const axis = axes[methodPath];
  const values = axis ? listAxisValues(axis) : null;
  const usual = usualBaselines.find((method) => values?.includes(method));
  return usual && values && values.length > 1 ? { [methodPath]: usual } : undefined;
}
