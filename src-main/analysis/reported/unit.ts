import { isFraction } from '../format-value';

/** How numbers of a fraction are written: 0.017, or 1.7 for 1.7 %. */
export const writtenUnits = ['fraction', 'percent'] as const;
export type WrittenUnit = (typeof writtenUnits)[number];

/** The unit that numbers of a metric are most likely written in: percent where one says so, or is above 1. */
export function guessUnit(
  metric: string,
  numbers: readonly number[],
  hasPercent: boolean,
): WrittenUnit {
  return isFraction(metric) && (hasPercent || numbers.some((number) => Math.abs(number) > 1))
    ? 'percent'
    : 'fraction';
}

/** A number as it is kept: 0.017 for 1.7 %, without the error of binary division. */
export function fromUnit(number: number, unit: WrittenUnit): number {
  return unit === 'percent' ? Number((number / 100).toPrecision(15)) : number;
}
