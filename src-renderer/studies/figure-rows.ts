import { formatPlusMinus, type AnswerFormat } from '#analysis/answer-format';
import type { RunValue } from '#analysis/compare-groups';
import type { Interval } from '#analysis/statistics/interval';
import type { StudyGroup } from '#analysis/study-result';
import type { LineStyle } from '#chart/lines/line-styles';
import { formatNumber } from '../stores/format';
import { colorToken } from '../ui/series-colors';
import { describeUntrained } from './run-place';

/** One group in a figure: its mean, interval and single values. */
export interface FigureRow {
  key: string;
  label: string;
  /** A custom property of tokens.css. */
  color: string;
  dash: readonly number[];
  mean: number | null;
  interval: Interval | null;
  values: readonly RunValue[];
  /** `1.62 % ± 0.05, n 5`. */
  summary: string;
  isBaseline: boolean;
  /** The step at which successive halving has stopped it, so that its value is that of fewer steps; null elsewhere. */
  stoppedAt: number | null;
  /** `untrained`, `1 of 2 untrained`; null where all values are of trained models. */
  untrained: string | null;
}

interface FigureContext {
  styles: ReadonlyMap<string, LineStyle>;
  format: AnswerFormat;
  /** Key of the group that the others are compared with. */
  baseline: string | null;
}

export function toFigureRows(
  groups: readonly StudyGroup[],
  { styles, format, baseline }: FigureContext,
): FigureRow[] {
  return groups.map((group) => ({
    key: group.key,
    label: group.label,
    color: colorToken(styles.get(group.key)?.color ?? 0),
    dash: styles.get(group.key)?.dash ?? [],
    mean: group.comparison.mean,
    interval: group.comparison.interval,
    values: group.comparison.values,
    summary: describeGroup(group, format),
    isBaseline: group.key === baseline,
    stoppedAt: group.stoppedAt,
    untrained: describeUntrained({ untrained: group.untrained, n: group.comparison.n }),
  }));
}

function describeGroup(
  { comparison, stoppedAt, resumed, untrained }: StudyGroup,
  format: AnswerFormat,
): string {
  const { mean, interval, n, diverged } = comparison;
  const value =
    mean === null
      ? diverged.length > 0
        ? []
        : ['no value yet']
      : [formatPlusMinus(format, mean, interval), `n ${n}`];
  return [
    ...value,
    describeUntrained({ untrained, n }),
    ...(diverged.length > 0 ? [`${diverged.length} diverged`] : []),
    ...(stoppedAt === null ? [] : [`stopped at step ${formatNumber(stoppedAt)}`]),
    ...(resumed.length > 0 ? [`${resumed.length} resumed`] : []),
  ]
    .filter((part) => part !== null)
    .join(', ');
}
