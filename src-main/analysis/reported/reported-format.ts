import { formatPlain } from '#spec/number-format';
import type { ReportedEntry, ReportedSource, ReportedValue, Uncertainty } from '#spec/reported';
import { formatDecimals, unitOf } from '../answer-format';
import type { AnswerFormat } from '../answer-format';
import type { Interval } from '../statistics/interval';

/** More decimal places are an accident of arithmetic: 0.021 is 2.1 %. */
const maxDecimals = 6;

/** How the numbers of a source are written: with as many decimal places as the source writes. */
export interface ReportedFormat {
  /** Without the unit: `2.0`. */
  number(value: number): string;
  /** `%`; empty where there is none. */
  unit: string;
}

export function reportedFormat(
  { entries }: Pick<ReportedSource, 'entries'>,
  { metric }: Pick<ReportedEntry, 'metric'>,
): ReportedFormat {
  const { scale, unit } = unitOf(metric);
  const numbers = entries.flatMap((entry) =>
    entry.kind === 'value' && entry.metric === metric ? numbersOf(entry) : [],
  );
  const decimals = Math.max(0, ...numbers.map((number) => decimalsOf(scale * number)));
  return {
    number: (value) => formatDecimals(scale * value, decimals),
    unit: unit.trim(),
  };
}

function numbersOf({ value, uncertainty }: ReportedValue): number[] {
  if (uncertainty === null) return [value];
  return uncertainty.kind === 'interval'
    ? [value, uncertainty.low, uncertainty.high]
    : [value, uncertainty.size];
}

function decimalsOf(value: number): number {
  const text = String(Number(value.toPrecision(maxDecimals)));
  return Math.min(maxDecimals, text.split('.')[1]?.length ?? 0);
}

/** `2.2 %`, `2.2 ± 0.1 % (sd)`, `2.2 % (95 % interval 2.1 to 2.3)`; without units for columns that have one in their title. */
export function writeReported(
  { source, entry }: { source: ReportedSource; entry: ReportedValue },
  { hasUnit = true }: { hasUnit?: boolean } = {},
): string {
  const { number, unit } = reportedFormat(source, entry);
  const ending = hasUnit && unit !== '' ? ` ${unit}` : '';
  const { value, uncertainty } = entry;
  if (uncertainty === null) return `${number(value)}${ending}`;
  if (uncertainty.kind === 'interval')
    return `${number(value)}${ending} (${nameUncertainty(uncertainty)} ${number(uncertainty.low)} to ${number(uncertainty.high)})`;
  const name = uncertainty.kind === 'unstated' ? '' : ` (${uncertainty.kind})`;
  return `${number(value)} ± ${number(uncertainty.size)}${ending}${name}`;
}

/** `sd`, `95 % interval`. */
export function nameUncertainty(uncertainty: Uncertainty): string {
  if (uncertainty.kind === 'interval')
    return `${formatPlain(Number((100 * uncertainty.level).toPrecision(3)))} % interval`;
  return { sd: 'sd', se: 'standard error', unstated: 'uncertainty of a kind that is not stated' }[
    uncertainty.kind
  ];
}

/** The ends of the uncertainty as it was reported; null where there is none. */
export function reportedInterval({
  value,
  uncertainty,
}: Pick<ReportedValue, 'value' | 'uncertainty'>): Interval | null {
  if (uncertainty === null) return null;
  if (uncertainty.kind === 'interval') return { low: uncertainty.low, high: uncertainty.high };
  return { low: value - uncertainty.size, high: value + uncertainty.size };
}

/** `+0.12 points`: ours minus theirs. */
export function formatDifference(format: AnswerFormat, difference: number): string {
  const isNothing = format.isZero(difference);
  return `${difference > 0 && !isNothing ? '+' : ''}${format.difference(difference)}`;
}
