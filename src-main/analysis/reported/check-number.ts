import { isFraction } from '../format-value';
import type { WrittenNumber } from './parse-number';
import { fromUnit, type WrittenUnit } from './unit';

/** Why a number cannot be the result of a metric, to complete a sentence about it; null where it can. */
export function whyNotResult(
  { value, uncertainty, interval }: WrittenNumber,
  metric: string,
  unit: WrittenUnit,
): string | null {
  if (uncertainty !== null && uncertainty < 0) return 'its uncertainty is below 0';
  if (interval && interval.low > interval.high)
    return 'its interval has the larger number first: write the smaller one first';
  if (interval && (value < interval.low || value > interval.high))
    return 'the value is outside of its interval';
  const fraction = fromUnit(value, unit);
  if (isFraction(metric) && (fraction < 0 || fraction > 1))
    return `${metric} is from 0 % to 100 %: correct the number, its unit or the metric`;
  return null;
}
