import { formatFixed, formatPlain, formatPrecision } from '#spec/number-format';
import { nameVerdict } from '../answer-difference';
import {
  answerFormat,
  formatImprovement,
  formatInterval,
  formatPlusMinus,
  withoutUnits,
  type AnswerFormat,
} from '../answer-format';
import type { GroupComparison } from '../compare-groups';
import type { BaselineComparison } from '../compare-with-baseline';
import { directionOf, type Direction } from '../field-direction';
import { intervalName } from '../interval-name';
import type { ReportedRow } from '../reported/match-reported';
import { formatDifference, writeReported } from '../reported/reported-format';
import { fieldTitle, type RunField } from '../run-field';
import type { Interval } from '../statistics/interval';
import { missing, type TextColumn } from './text-table';

export interface StatisticsColumn {
  title: string;
  /** The title on a page. */
  shortTitle?: string;
  /** What the figure is and how it is computed. */
  explanation: string;
  isNumber: boolean;
  /** Whether a table on a page goes without it. */
  isDetail?: boolean;
  /** The figure as it is read. */
  read: (group: GroupComparison) => string;
  /** The same of a reported value; without it the cell is empty. */
  readReported?: (row: ReportedRow) => string;
}

export interface StatisticsOptions {
  /** The steps that the runs of a group have trained, by its key, where they are not the same everywhere. */
  stepsOf?: ReadonlyMap<string, string>;
  /** For a page: titles have the units, and why runs are in no figure or groups not told apart is left out. */
  isCompact?: boolean;
  /** Reported values that stand beside the groups. */
  reported?: readonly ReportedRow[];
}

const testNames = { paired: 'paired', welch: 'Welch', permutation: 'permutation' } as const;

/** The columns of the table of statistics; those of differences only where the groups are compared with a baseline. */
export function statisticsColumns(
  field: RunField,
  comparisons: readonly GroupComparison[],
  { stepsOf = new Map(), isCompact = false, reported = [] }: StatisticsOptions = {},
): StatisticsColumn[] {
  const usual = answerFormat(field, comparisons);
  const format = isCompact ? withoutUnits(usual) : usual;
  const hasBaseline = comparisons.some(({ baseline }) => baseline !== null);
  const [count, mean, ...others] = valueColumns(field, format, isCompact);
  const differences = hasBaseline ? differenceColumns(directionOf(field), format, isCompact) : [];
  const steps = stepsOf.size > 0 ? [stepsColumn(stepsOf)] : [];
  // What decides stands next to the mean: a narrow window shows it.
  return [count, ...steps, mean, ...reportedColumns(reported, format), ...differences, ...others];
}

/** How far ours are from what was reported: only where there is such a difference. */
function reportedColumns(
  reported: readonly ReportedRow[],
  format: AnswerFormat,
): StatisticsColumn[] {
  if (reported.every(({ difference }) => difference === null)) return [];
  return [
    {
      title: withUnit('Ours − reported', format.differenceUnit),
      explanation:
        'The mean of our runs with the same settings, minus the reported value. It is no test: a single number has no spread.',
      isNumber: true,
      read: () => '',
      readReported: ({ difference }) =>
        difference === null ? missing : formatDifference(withoutUnits(format), difference),
    },
  ];
}

/** The column as a table of texts has it. */
export function toTextColumn(column: StatisticsColumn): TextColumn {
  return { ...column, align: column.isNumber ? 'right' : 'left' };
}

/** `Better by (points)`, `95 % interval (t), in points`; `Train bits` names its unit already. */
export function withUnit(title: string, unit: string): string {
  const isNamed = unit !== '%' && title.toLowerCase().split(' ').includes(unit);
  if (unit === '' || isNamed) return title;
  return title.endsWith(')') ? `${title}, in ${unit}` : `${title} (${unit})`;
}

function stepsColumn(stepsOf: ReadonlyMap<string, string>): StatisticsColumn {
  return {
    title: 'Steps',
    explanation: 'Steps that the runs have trained: they are not equally long.',
    isNumber: true,
    read: ({ key }) => stepsOf.get(key) ?? missing,
  };
}

function valueColumns(
  field: RunField,
  format: AnswerFormat,
  isCompact: boolean,
): [StatisticsColumn, StatisticsColumn, ...StatisticsColumn[]] {
  const value = (number: number | null): string =>
    number === null ? missing : format.value(number);
  const named = (title: string): string => withUnit(title, isCompact ? format.unit : '');
  return [
    {
      title: 'n',
      explanation: 'Runs with a value. Runs without one are named: they are not in any figure.',
      isNumber: true,
      read: isCompact ? countValues : describeCount,
      readReported: ({ entry }) => (entry.n === null ? missing : String(entry.n)),
    },
    {
      title: named(`Mean ± half of its ${intervalName('t')}`),
      shortTitle: withUnit(fieldTitle(field), format.unit),
      explanation:
        "Mean of the runs, and half the width of its interval by Student's t. One run has no interval.",
      isNumber: true,
      read: ({ mean, interval }) =>
        mean === null ? missing : formatPlusMinus(format, mean, interval),
      readReported: (row) => writeReported(row, { hasUnit: !isCompact }),
    },
    {
      title: named('Median'),
      isDetail: true,
      explanation: 'Half of the runs are above it.',
      isNumber: true,
      read: ({ median }) => value(median),
    },
    {
      title: named(`Interquartile mean, ${intervalName('bootstrap')}`),
      isDetail: true,
      explanation:
        'Mean of the middle half of the runs, with its interval by the percentile bootstrap over runs. It is less sensitive to single runs than the mean, and steadier than the median.',
      isNumber: true,
      read: ({ interquartileMean, interquartileInterval }) =>
        withInterval(value(interquartileMean), interquartileInterval, format),
    },
  ];
}

function differenceColumns(
  direction: Direction | null,
  format: AnswerFormat,
  isCompact: boolean,
): StatisticsColumn[] {
  const column = (
    title: string,
    explanation: string,
    read: (baseline: BaselineComparison) => string,
    place: Pick<StatisticsColumn, 'shortTitle' | 'isDetail'> = { isDetail: true },
  ): StatisticsColumn => ({
    title,
    explanation,
    isNumber: true,
    ...place,
    read: ({ baseline }) => (baseline ? read(baseline) : missing),
  });
  const word = direction === null ? 'Larger' : 'Better';
  return [
    column(
      withUnit(`${word} by, ${intervalName('t')}`, isCompact ? format.differenceUnit : ''),
      `By how much the mean of the group is ${word.toLowerCase()} than that of the baseline, with its interval. Below zero it is ${direction === null ? 'smaller' : 'worse'}.`,
      (baseline) => withInterval(formatImprovement(format, baseline), baseline.interval, format),
      { shortTitle: withUnit(`${word} by`, format.differenceUnit) },
    ),
    {
      title: 'Verdict',
      explanation: `Told apart only where the ${intervalName('t')} of the difference excludes zero, the Holm-corrected p-value is below 0.05, and no run of the side that wins has diverged.`,
      isNumber: false,
      read: ({ baseline }) =>
        baseline ? (isCompact ? nameVerdict : describeVerdict)(baseline) : missing,
    },
    column(
      'p',
      "P-value of the test that decides: the t test of pairs where both groups have the same seeds, each once; else Welch's t test, which does not assume equal variances; the permutation test where no value varies.",
      ({ p, test }) => (p === null ? missing : `${formatP(p)} ${testNames[test]}`),
    ),
    column(
      'Holm p',
      'The same p-value, corrected by Holm for the number of groups that are compared with the baseline. The verdict is read from it.',
      ({ adjustedP }) => formatP(adjustedP),
      {},
    ),
    column(
      'Permutation p',
      'P-value without an assumption on the distribution: of pairs by changing signs, else by assigning the values to the groups at random.',
      ({ permutationP }) => formatP(permutationP),
    ),
    column(
      'Mann-Whitney p',
      'P-value of the ranks (Mann-Whitney U): single extreme values do not matter.',
      ({ mannWhitneyP }) => formatP(mannWhitneyP),
    ),
    column(
      "Hedges' g",
      `How much ${word.toLowerCase()} in standard deviations, corrected for few runs. About 0.2 is small, 0.8 is large.`,
      ({ hedgesG }) => (hedgesG === null ? missing : formatFixed(hedgesG, 2)),
    ),
    column(
      'P(improvement)',
      'Probability of improvement: how often a run of the group is better than one of the baseline, over all pairs of runs. 50 % is no difference.',
      ({ probabilityOfImprovement: share }) =>
        share === null ? missing : `${formatFixed(100 * share, 0)} %`,
    ),
  ];
}

/** `4`, `3 of 5 (1 diverged, 1 missing)`. */
export function describeCount({ n, runs, diverged, failed, missing }: GroupComparison): string {
  const without = [
    [diverged.length, 'diverged'],
    [failed.length, 'failed'],
    [missing.length, 'missing'],
  ] as const;
  const named = without.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  return named.length === 0 ? String(n) : `${n} of ${runs} (${named.join(', ')})`;
}

/** `4`, `3 of 5`. */
function countValues({ n, runs }: GroupComparison): string {
  return n === runs ? String(n) : `${n} of ${runs}`;
}

const reasons = {
  tooFew: 'too few runs',
  spread: 'spread too large',
  manyComparisons: 'many comparisons',
  diverged: 'runs diverged',
} as const;

function describeVerdict(test: BaselineComparison): string {
  return test.reason === null ? nameVerdict(test) : `${nameVerdict(test)}: ${reasons[test.reason]}`;
}

function withInterval(text: string, interval: Interval | null, format: AnswerFormat): string {
  return interval ? `${text} [${formatInterval(format, interval)}]` : text;
}

function formatP(p: number | null): string {
  if (p === null) return missing;
  return p < 0.001 ? `< ${formatPlain(0.001)}` : formatPrecision(p, 2);
}
