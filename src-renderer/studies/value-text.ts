import type { AnswerFormat } from '#analysis/answer-format';
import type { Interval } from '#analysis/statistics/interval';

/** Numbers of groups, with the same decimal places as in the sentences of the answer. */

/** `1.62 % ± 0.05`: a mean with half of the width of its interval; without one where there is a single value. */
export function formatPlusMinus(
  format: AnswerFormat,
  mean: number,
  interval: Interval | null,
): string {
  const shown = format.value(mean);
  return interval === null
    ? shown
    : `${shown} ± ${format.number((interval.high - interval.low) / 2)}`;
}

/** `-0.08 points`, `+0.012 bits`: a difference of two values, with its sign. */
export function formatDifference(format: AnswerFormat, difference: number): string {
  return `${difference > 0 ? '+' : ''}${format.difference(difference)}`;
}

/** `-0.17 to 0.01`. */
export function formatInterval(format: AnswerFormat, { low, high }: Interval): string {
  return `${format.number(low)} to ${format.number(high)}`;
}
