import { describeMetric } from '#spec/metric-catalogue';
import type { GroupComparison } from './compare-groups';
import type { Interval } from './statistics/interval';
import { formatNumber } from './format-value';
import { parseMetricField, type RunField } from './run-field';

/** How the numbers of an answer are written: all with the same decimal places, as many as their intervals justify. */
export interface AnswerFormat {
  /** With the unit: `1.62 %`. */
  value(value: number): string;
  /** Without it: `0.05`. */
  number(value: number): string;
  /** With its own unit: `0.08 points`. */
  difference(value: number): string;
}

/** More decimal places are written with an exponent instead. */
const maxDecimals = 8;

export function answerFormat(
  field: RunField,
  comparisons: readonly GroupComparison[],
): AnswerFormat {
  const { scale, unit, differenceUnit } = unitOf(field);
  const decimals = chooseDecimals(comparisons, scale);
  const number = (value: number): string => formatDecimals(scale * value, decimals);
  return {
    value: (value) => `${number(value)}${unit}`,
    number,
    difference: (value) => `${number(value)}${differenceUnit}`,
  };
}

/** Fractions are in percent, and differences of percentages in points. */
function unitOf(field: RunField): { scale: number; unit: string; differenceUnit: string } {
  const metric = parseMetricField(field)?.metric;
  const unit = metric === undefined ? null : describeMetric(metric).unit;
  if (unit === 'fraction') return { scale: 100, unit: ' %', differenceUnit: ' points' };
  const name =
    field === 'run.seconds' ? ' s' : unit === null || unit === 'cosine' ? '' : ` ${unit}`;
  return { scale: 1, unit: name, differenceUnit: name };
}

/** `1,234.50`, without the sign of a zero. */
function formatDecimals(value: number, decimals: number): string {
  if (decimals > maxDecimals) return formatNumber(value, 3);
  const text = value.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return /[1-9]/.test(text) ? text : text.replace('-', '');
}

function chooseDecimals(comparisons: readonly GroupComparison[], scale: number): number {
  const halves = comparisons.flatMap(({ interval, baseline }) =>
    [interval, baseline?.interval].map((ends) => (ends ? (scale * (ends.high - ends.low)) / 2 : 0)),
  );
  const smallest = Math.min(...halves.filter((half) => half > 0));
  if (Number.isFinite(smallest)) {
    const decimals = decimalsOf(smallest);
    return Math.min(Math.max(decimals, decimalsOfBounds(comparisons, scale)), decimals + 2);
  }
  const means = comparisons.flatMap(({ mean }) => (mean ? [Math.abs(scale * mean)] : []));
  const differences = comparisons.flatMap(({ baseline }) =>
    baseline?.difference ? [Math.abs(scale * baseline.difference)] : [],
  );
  // Without intervals: three figures of the largest value, and enough to see that two differ.
  const ofMeans = means.length > 0 ? 2 - exponentOf(Math.max(...means)) : 0;
  return Math.max(0, ofMeans, ...differences.map(decimalsOf));
}

/** Places for one figure of half an interval, two where the first is 1 or 2: ± 0.05, ± 0.012. */
function decimalsOf(half: number): number {
  const exponent = exponentOf(half);
  const first = half / 10 ** exponent;
  return Math.max(0, (first < 3 ? 1 : 0) - exponent);
}

/** Places at which an interval that excludes zero is seen to. */
function decimalsOfBounds(comparisons: readonly GroupComparison[], scale: number): number {
  const bounds = comparisons.flatMap(({ baseline }) =>
    baseline?.interval && baseline.verdict !== 'undecided'
      ? [scale * Math.min(Math.abs(baseline.interval.low), Math.abs(baseline.interval.high))]
      : [],
  );
  return Math.max(0, ...bounds.map((bound) => -exponentOf(2 * bound)));
}

function exponentOf(value: number): number {
  return Math.floor(Math.log10(value));
}

/** `1.62 % ± 0.05`: a mean with half of the width of its interval; without one where there is a single value. */
export function formatPlusMinus(
  format: AnswerFormat,
  mean: number,
  interval: Interval | null,
): string {
  const shown = format.value(mean);
  return interval ? `${shown} ± ${format.number((interval.high - interval.low) / 2)}` : shown;
}

/** `-0.08 points`, `+0.012 bits`: a difference with its sign. */
export function formatDifference(format: AnswerFormat, difference: number): string {
  return `${difference > 0 ? '+' : ''}${format.difference(difference)}`;
}

/** `-0.17 to 0.01`. */
export function formatInterval(format: AnswerFormat, { low, high }: Interval): string {
  return `${format.number(low)} to ${format.number(high)}`;
}

/** `p = 0.0031`, `p < 0.001`. */
export function describeP(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toPrecision(2)}`;
}

/** `95`: a confidence in percent. */
export function describeLevel(level: number): string {
  return String(Number((100 * level).toPrecision(3)));
}

/** `5 seeds`, `one seed`. */
export function describeCount(number: number, noun: string): string {
  return number === 1 ? `one ${noun}` : `${number.toLocaleString('en-US')} ${noun}s`;
}
