import type { SpreadKind, Uncertainty } from '#spec/reported';
import type { WrittenNumber } from './parse-number';
import { fromUnit, type WrittenUnit } from './unit';

/** What a written number says of its uncertainty; `kind`: what a size after ± is. */
export function toUncertainty(
  { uncertainty, interval }: Pick<WrittenNumber, 'uncertainty' | 'interval'>,
  kind: SpreadKind,
  unit: WrittenUnit,
): Uncertainty | null {
  if (interval)
    return {
      kind: 'interval',
      low: fromUnit(interval.low, unit),
      high: fromUnit(interval.high, unit),
      level: 0.95,
    };
  return uncertainty === null ? null : { kind, size: fromUnit(uncertainty, unit) };
}
