import { nameVerdict } from '#analysis/answer-difference';
import {
  answerFormat,
  formatImprovement,
  formatInterval,
  formatPlusMinus,
  type AnswerFormat,
} from '#analysis/answer-format';
import type { GroupComparison } from '#analysis/compare-groups';
import type { BaselineComparison } from '#analysis/compare-with-baseline';
import { directionOf, type Direction } from '#analysis/field-direction';
import { intervalName } from '#analysis/interval-name';
import type { RunField } from '#analysis/run-field';
import type { Interval } from '#analysis/statistics/interval';

export interface StatisticsColumn {
  title: string;
  /** What the figure is and how it is computed. */
  explanation: string;
  isNumber: boolean;
  /** The figure as it is read. */
  read: (group: GroupComparison) => string;
}

const empty = '–';
const testNames = { paired: 'paired', welch: 'Welch', permutation: 'permutation' } as const;

/**
 * The columns of the table of statistics; those of differences only where the groups are compared with a baseline.
 * `stepsOf`: the steps that the runs of a group have trained, by its key, where they are not the same everywhere.
 */
export function statisticsColumns(
  field: RunField,
  comparisons: readonly GroupComparison[],
  stepsOf: ReadonlyMap<string, string> = new Map(),
): StatisticsColumn[] {
  const format = answerFormat(field, comparisons);
  const hasBaseline = comparisons.some(({ baseline }) => baseline !== null);
  const [count, mean, ...others] = valueColumns(format);
  const differences = hasBaseline ? differenceColumns(format, directionOf(field)) : [];
  const steps = stepsOf.size > 0 ? [stepsColumn(stepsOf)] : [];
  // What decides stands next to the mean: a narrow window shows it.
  return [count, ...steps, mean, ...differences, ...others];
}

function stepsColumn(stepsOf: ReadonlyMap<string, string>): StatisticsColumn {
  return {
    title: 'Steps',
    explanation: 'Steps that the runs have trained: they are not equally long.',
    isNumber: true,
    read: ({ key }) => stepsOf.get(key) ?? empty,
  };
}

function valueColumns(
  format: AnswerFormat,
): [StatisticsColumn, StatisticsColumn, ...StatisticsColumn[]] {
  const value = (number: number | null): string => (number === null ? empty : format.value(number));
  return [
    {
      title: 'n',
      explanation: 'Runs with a value. Runs without one are named: they are not in any figure.',
      isNumber: true,
      read: describeCount,
    },
    {
      title: `Mean ± half of its ${intervalName('t')}`,
      explanation:
        "Mean of the runs, and half the width of its interval by Student's t. One run has no interval.",
      isNumber: true,
      read: ({ mean, interval }) =>
        mean === null ? empty : formatPlusMinus(format, mean, interval),
    },
    {
      title: 'Median',
      explanation: 'Half of the runs are above it.',
      isNumber: true,
      read: ({ median }) => value(median),
    },
    {
      title: `Interquartile mean, ${intervalName('bootstrap')}`,
      explanation:
        'Mean of the middle half of the runs, with its interval by the percentile bootstrap over runs. It is less sensitive to single runs than the mean, and steadier than the median.',
      isNumber: true,
      read: ({ interquartileMean, interquartileInterval }) =>
        withInterval(value(interquartileMean), interquartileInterval, format),
    },
  ];
}

function differenceColumns(format: AnswerFormat, direction: Direction | null): StatisticsColumn[] {
  const column = (
    title: string,
    explanation: string,
    read: (baseline: BaselineComparison) => string,
  ): StatisticsColumn => ({
    title,
    explanation,
    isNumber: true,
    read: ({ baseline }) => (baseline ? read(baseline) : empty),
  });
  const word = direction === null ? 'Larger' : 'Better';
  return [
    column(
      `${word} by, ${intervalName('t')}`,
      `By how much the mean of the group is ${word.toLowerCase()} than that of the baseline, with its interval. Below zero it is ${direction === null ? 'smaller' : 'worse'}.`,
      (baseline) => withInterval(formatImprovement(format, baseline), baseline.interval, format),
    ),
    {
      title: 'Verdict',
      explanation: `Told apart only where the ${intervalName('t')} of the difference excludes zero, the Holm-corrected p-value is below 0.05, and no run of the side that wins has diverged.`,
      isNumber: false,
      read: ({ baseline }) => (baseline ? describeVerdict(baseline) : empty),
    },
    column(
      'p',
      "P-value of the test that decides: the t test of pairs where both groups have the same seeds, each once; else Welch's t test, which does not assume equal variances; the permutation test where no value varies.",
      ({ p, test }) => (p === null ? empty : `${formatP(p)} ${testNames[test]}`),
    ),
    column(
      'Holm p',
      'The same p-value, corrected by Holm for the number of groups that are compared with the baseline. The verdict is read from it.',
      ({ adjustedP }) => formatP(adjustedP),
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
      ({ hedgesG }) => (hedgesG === null ? empty : hedgesG.toFixed(2)),
    ),
    column(
      'P(improvement)',
      'Probability of improvement: how often a run of the group is better than one of the baseline, over all pairs of runs. 50 % is no difference.',
      ({ probabilityOfImprovement: share }) =>
        share === null ? empty : `${(100 * share).toFixed(0)} %`,
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
  if (p === null) return empty;
  return p < 0.001 ? '< 0.001' : p.toPrecision(2);
}
