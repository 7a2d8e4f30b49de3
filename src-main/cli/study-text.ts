import { answerFormat, formatSize, type AnswerFormat } from '#analysis/answer-format';
import { describeGroups, describeTogether } from '#analysis/study-groups';
import { listSentences, type StudyAnswer } from '#analysis/study-answer';
import type { StudyGroup } from '#analysis/study-result';
import { countNoun } from '#spec/count-noun';
import { formatBytes } from '#spec/format-bytes';
import type { StudyPlan } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { formatCount, formatSeconds, formatTable, shellQuote } from './format';
import type { EndedStudy } from './study-json';

/** What a study would run, as lines. */
export function formatPlan(plan: StudyPlan): string[] {
  const { runs, done, steps, seconds, secondsFrom, bytes, freeBytes } = plan;
  const { problems, notes, examples, together } = plan;
  if (problems.length > 0) return problems.map((problem) => `error: ${problem}`);
  const time = seconds === null ? secondsFrom : `About ${formatSeconds(seconds)}. ${secondsFrom}`;
  const groups = describeGroups(together.groups, together.alone);
  const grouping = groups ?? together.reason;
  const free = freeBytes === null ? '' : `, ${formatBytes(freeBytes)} are free`;
  return [
    `${countNoun(runs, 'run')}, ${formatCount(done)} of them done: ${countNoun(steps, 'step')} ${steps === 1 ? 'is' : 'are'} left.`,
    ...(grouping === null ? [] : [grouping]),
    time,
    ...(bytes === null ? [] : [`About ${formatBytes(bytes)} on the disk${free}.`]),
    ...notes,
    '',
    ...formatTable(exampleRows(examples)),
    ...(runs > examples.length ? [`and ${formatCount(runs - examples.length)} more`] : []),
  ];
}

function exampleRows(examples: StudyPlan['examples']): string[][] {
  const paths = Object.keys(examples[0]?.values ?? {});
  return [
    ['model', ...paths],
    ...examples.map(({ model, values }) => [model, ...paths.map((path) => String(values[path]))]),
  ];
}

/** That runs in the trash are made again, as a sentence; nothing where there are none. */
export function describeDeleted(deleted: number, runs: number): string[] {
  if (deleted === 0) return [];
  const [was, it] = deleted === 1 ? ['was', 'it'] : ['were', 'them'];
  return [
    `${formatCount(deleted)} of ${countNoun(runs, 'run')} ${was} deleted: restore ${it} from the trash, or the study runs ${it} again.`,
  ];
}

/** The table of a study that has ended, and its answer. */
export function formatResult(
  study: EndedStudy & { project: ProjectFolder; answer: StudyAnswer },
): string[] {
  const { activity, result, project, answer } = study;
  const goOn = `npm run dni -- study ${activity.studyId} --project ${shellQuote(project.directory)}`;
  return [
    '',
    `The study ${activity.studyId} has ${activity.status}, with ${countNoun(study.runs.length, 'run')}.${activity.failure === null ? '' : ` ${activity.failure}`}`,
    ...describeTogether(study.runs),
    '',
    ...formatGroups(result.groups, result.measure?.metric ?? '', result.baseline),
    '',
    ...listSentences(answer),
    ...(activity.status === 'finished' ? [] : ['', `Go on with: ${goOn}`]),
  ];
}

function formatGroups(
  groups: readonly StudyGroup[],
  metric: string,
  baseline: string | null,
): string[] {
  const paths = Object.keys(groups[0]?.by ?? {});
  const format = answerFormat(
    metric,
    groups.map(({ comparison }) => comparison),
  );
  const heading = paths.map((path) => path.split('.').at(-1) ?? path);
  const head = [...heading, 'n', metric, '±', 'sd', 'time a run', 'steps', ''];
  const rows = groups.map((group) => [
    ...paths.map((path) => String(group.by[path])),
    String(group.comparison.n),
    ...formatFigures(group, format),
    group.seconds === null ? '–' : formatSeconds(group.seconds),
    formatSteps(group),
    describeState(group, group.key === baseline),
  ]);
  const numbers = [0, 1, 2, 3, 4, 5].map((column) => paths.length + column);
  return formatTable([head, ...rows], numbers);
}

/** Mean, half the width of its interval, and standard deviation. */
function formatFigures({ comparison }: StudyGroup, format: AnswerFormat): string[] {
  const { mean, sd, interval } = comparison;
  return [
    mean === null ? '–' : format.value(mean),
    interval === null ? '–' : formatSize(format, (interval.high - interval.low) / 2),
    sd === null ? '–' : formatSize(format, sd),
  ];
}

function formatSteps({ steps }: StudyGroup): string {
  if (!steps) return '–';
  const { min, max } = steps;
  return min === max ? formatCount(max) : `${formatCount(min)} to ${formatCount(max)}`;
}

function describeState({ comparison, open, stoppedAt }: StudyGroup, isBaseline: boolean): string {
  const { diverged, failed } = comparison;
  return [
    ...(isBaseline ? ['baseline'] : []),
    ...(stoppedAt === null ? [] : [`stopped at step ${formatCount(stoppedAt)}`]),
    ...(diverged.length > 0 ? [`${diverged.length} diverged`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(open > 0 ? [`${open} not done`] : []),
  ].join(', ');
}
