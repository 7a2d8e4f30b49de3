import { formatDecimalPlaces, formatPlain, formatPrecision } from '#spec/number-format';
import { describeMetric } from '#spec/metric-catalogue';
import type { BaselineComparison } from './compare-groups';
import { formatNumber } from './format-value';
import type { Interval } from './statistics/interval';
import { median } from './statistics/summary';
import { parseMetricField, type RunField } from './run-field';

/** How the numbers of an answer are written: all with the same decimal places, as many as their intervals justify. */
export interface AnswerFormat {
  /** With the unit: `1.62 %`. */
  value(value: number): string;
  /** Without it: `0.05`. */
  number(value: number): string;
  /** With its own unit: `0.08 points`. */
  difference(value: number): string;
  /** Whether nothing of a number is left by rounding. */
  isZero(value: number): boolean;
  /** One in the last place: what is smaller may be rounded to nothing. */
  least: number;
  /** `%`, `s`; empty where there is none. */
  unit: string;
  /** That of differences: `points`. */
  differenceUnit: string;
}

/** What stands in one answer, or in one column of a table. */
export interface WrittenFigures {
  mean: number | null;
  interval: Interval | null;
  baseline?: BaselineComparison | null;
}

/** More decimal places are written with an exponent instead. */
const maxDecimals = 8;

export function answerFormat(field: RunField, figures: readonly WrittenFigures[]): AnswerFormat {
  const { scale, unit, differenceUnit, usualDecimals } = unitOf(field);
  const decimals = chooseDecimals(figures, scale, usualDecimals);
  const number = (value: number): string => formatDecimals(scale * value, decimals);
  return {
    value: (value) => `${number(value)}${unit}`,
    number,
    isZero: (value) => !/[1-9]/.test(number(value)),
    least: 10 ** -decimals / scale,
    difference: (value) => `${number(value)}${differenceUnit}`,
    unit: unit.trim(),
    differenceUnit: differenceUnit.trim(),
  };
}

/** The same without units, for columns that have the unit in their title. */
export function withoutUnits(format: AnswerFormat): AnswerFormat {
  return { ...format, value: format.number, difference: format.number };
}

export interface FieldUnit {
  scale: number;
  unit: string;
  differenceUnit: string;
  /** Null: as many as the values need. */
  usualDecimals: number | null;
}

/** Fractions are in percent, and differences of percentages in points. */
export function unitOf(field: RunField): FieldUnit {
  const metric = parseMetricField(field)?.metric;
  const unit = metric === undefined ? null : describeMetric(metric).unit;
  if (unit === 'fraction')
    return { scale: 100, unit: ' %', differenceUnit: ' points', usualDecimals: null };
  const name =
    field === 'run.seconds' ? ' s' : unit === null || unit === 'cosine' ? '' : ` ${unit}`;
  // Cosines near zero are nothing to be shown in detail.
  return {
    scale: 1,
    unit: name,
    differenceUnit: name,
    usualDecimals: unit === 'cosine' ? 3 : null,
  };
}

/** `1,234.50`, without the sign of a zero. */
export function formatDecimals(value: number, decimals: number): string {
  if (decimals > maxDecimals) return formatNumber(value, 3);
  const text = formatDecimalPlaces(value, decimals);
  return /[1-9]/.test(text) ? text : text.replace('-', '');
}

/**
 * As many as the narrowest interval justifies, and as show on which side of zero one is. Without intervals three figures of
 * the smallest value, and enough to see that two differ.
 */
function chooseDecimals(
  figures: readonly WrittenFigures[],
  scale: number,
  usualDecimals: number | null,
): number {
  const halves = figures.flatMap(({ interval, baseline }) =>
    [interval, baseline?.interval].map((ends) => (ends ? (scale * (ends.high - ends.low)) / 2 : 0)),
  );
  const narrowest = findSmallest(halves);
  if (narrowest !== null) {
    const decimals = decimalsOf(narrowest);
    return Math.min(Math.max(decimals, decimalsOfBounds(figures, scale)), decimals + 2);
  }
  const means = figures.map(({ mean }) => scale * (mean ?? 0));
  const areWhole = scale === 1 && means.every(Number.isInteger);
  const differences = figures.flatMap(({ baseline }) =>
    baseline?.improvement ? [Math.abs(scale * baseline.improvement)] : [],
  );
  const ofMeans = areWhole ? 0 : (usualDecimals ?? decimalsOfMeans(means));
  return Math.max(0, ofMeans, ...differences.map(decimalsOf));
}

/** Places for three figures of the smallest number. */
function decimalsOfMeans(means: readonly number[]): number {
  const smallest = findSmallest(means);
  return smallest === null ? 0 : 2 - exponentOf(smallest);
}

/** A single number that is smaller by more than this factor would give all others digits that say nothing. */
const mostSmaller = 100;

/** The size of the smallest number that is not zero; null where there is none. */
function findSmallest(numbers: readonly number[]): number | null {
  const sizes = numbers.map(Math.abs).filter((size) => size > 0 && Number.isFinite(size));
  return sizes.length === 0 ? null : Math.max(Math.min(...sizes), median(sizes) / mostSmaller);
}

/** Places for one figure of half an interval, two where the first is 1 or 2: ± 0.05, ± 0.012. */
function decimalsOf(half: number): number {
  const exponent = exponentOf(half);
  const first = half / 10 ** exponent;
  return Math.max(0, (first < 3 ? 1 : 0) - exponent);
}

/** Places at which an interval that excludes zero is seen to. */
function decimalsOfBounds(figures: readonly WrittenFigures[], scale: number): number {
  const bounds = figures.flatMap(({ baseline }) =>
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
  return interval ? `${shown} ± ${formatSize(format, (interval.high - interval.low) / 2)}` : shown;
}

/** `0.05`, `<0.01`: a size without its unit. One that is not zero is not rounded to nothing. */
export function formatSize(format: AnswerFormat, size: number): string {
  return size > 0 && format.isZero(size) ? `<${format.number(format.least)}` : format.number(size);
}

/**
 * `+0.08 points`, `-0.012 bits`: by how much a group is better than the baseline, or worse. Of fields of which neither value
 * is better it is by how much the group is larger.
 */
export function formatImprovement(format: AnswerFormat, { improvement }: Improvement): string {
  const isNothing = format.isZero(improvement);
  return `${improvement > 0 && !isNothing ? '+' : ''}${format.difference(improvement)}`;
}

type Improvement = Pick<BaselineComparison, 'improvement'>;

/**
 * `0.05 to 0.12 better`, `0.17 worse to 0.01 better`: an interval of improvements in words for its two sides, `above` zero
 * and below it.
 */
export function formatSides(
  format: AnswerFormat,
  { low, high }: Interval,
  [above, below]: readonly [above: string, below: string],
): string {
  const [least, most] = [Math.abs(low), Math.abs(high)].map(format.number);
  if (low === high && low === 0) return `${least} to ${most}`;
  if (low >= 0) return `${least} to ${most} ${above}`;
  if (high <= 0) return `${most} to ${least} ${below}`;
  return `${least} ${below} to ${most} ${above}`;
}

/** `-0.17 to 0.01`. */
export function formatInterval(format: AnswerFormat, { low, high }: Interval): string {
  return `${format.number(low)} to ${format.number(high)}`;
}

/** `p = 0.0031`, `p < 0.001`. */
export function describeP(p: number): string {
  return p < 0.001 ? `p < ${formatPlain(0.001)}` : `p = ${formatPrecision(p, 2)}`;
}
