import { formatPlain, formatWhole, withDecimalSign } from './number-format';
import type { Fix, Problem } from './problems';

export type ProblemPlace = Pick<Problem, 'node' | 'edge' | 'setting'>;

/** What a check of unusual settings finds: allowed, and mostly a slip. */
export function warning(place: ProblemPlace, message: string, remedy: string, fix?: Fix): Problem {
  return { severity: 'warning', ...place, message, remedy, ...(fix && { fix }) };
}

export function set(path: string, value: string | number | boolean | null): Fix {
  return { kind: 'setSetting', path, value };
}

/** `40,000`; of numbers beyond that `1.0e+18`. */
export function formatCount(number: number): string {
  return number < 1e15 ? formatWhole(Math.round(number)) : withDecimalSign(number.toExponential(1));
}

/** Three significant digits. */
export function roundTo3(value: number): string {
  return formatPlain(Number(value.toPrecision(3)));
}
