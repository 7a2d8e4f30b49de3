import { quote } from '#spec/quote';
import type { FieldValue } from './run-field';
import { FilterError, type Comparison } from './filter-words';

/** Tests the values that a name has in a run; a name such as `units` or `tags` may have several. */
type ValuesTest = (values: readonly FieldValue[]) => boolean;
type ValueTest = (value: FieldValue) => boolean;

/**
 * The test that an operator and what stands after it make. It holds where it holds for any of the values; `!=` and
 * `not in` are the opposites of `=` and `in`.
 */
export function compareValue(operator: Comparison, literals: readonly string[]): ValuesTest {
  if (operator === '!=' || operator === 'not in') {
    const isEqual = compareValue('in', literals);
    return (values) => !isEqual(values);
  }
  const tests = literals.map((literal) => testOf(operator, literal));
  return (values) => values.some((value) => tests.some((test) => test(value)));
}

function testOf(operator: Comparison, literal: string): ValueTest {
  switch (operator) {
    case '=':
    case 'in':
      return equals(literal);
    case '~':
      return contains(literal);
    default:
      return orders(operator as '<' | '<=' | '>' | '>=', literal);
  }
}

function contains(literal: string): ValueTest {
  const searched = literal.toLowerCase();
  return (value) => value !== null && String(value).toLowerCase().includes(searched);
}

function equals(literal: string): ValueTest {
  const text = literal.toLowerCase();
  const number = parseNumber(literal);
  const period = parsePeriod(literal);
  return (value) => {
    if (typeof value === 'number') return value === number || String(value).toLowerCase() === text;
    if (value === null) return text === 'null' || text === '';
    const moment = period && parseMoment(value);
    if (period && moment !== null) return moment >= period.start && moment < period.end;
    return String(value).toLowerCase() === text;
  };
}

/**
 * Numbers by size, moments by time: a day or minute is before another one where it ends before it begins. Throws
 * `FilterError` where the literal is neither.
 */
function orders(operator: '<' | '<=' | '>' | '>=', literal: string): ValueTest {
  const number = parseNumber(literal);
  const period = parsePeriod(literal);
  if (number === null && period === null)
    throw new FilterError(
      `After '${operator}' stands a number or a date such as 2026-11-01, not ${quote(literal)}.`,
    );
  // `> day` is after its end, `>= day` after its start, so that `>` is the opposite of `<=`.
  const isOfEnd = operator === '>' || operator === '<=';
  const isAbove = operator.startsWith('>');
  return (value) => {
    if (typeof value === 'number' && number !== null) {
      if (value === number) return operator.endsWith('=');
      return isAbove ? value > number : value < number;
    }
    const moment = parseMoment(value);
    if (!period || moment === null) return false;
    const border = isOfEnd ? period.end : period.start;
    return isAbove ? moment >= border : moment < border;
  };
}

/** Whether a number can equal the literal. */
export function canEqualNumber(literal: string): boolean {
  return parseNumber(literal) !== null || ['nan', 'null', ''].includes(literal.toLowerCase());
}

/** `1e-3`, `-2`, `2%`; null where it is no number. */
function parseNumber(text: string): number | null {
  const [, digits, percent] = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)(%?)$/i.exec(text) ?? [];
  if (digits === undefined) return /^[-+]?inf(inity)?$/i.test(text) ? infinity(text) : null;
  return percent ? Number(digits) / 100 : Number(digits);
}

function infinity(text: string): number {
  return text.startsWith('-') ? -Infinity : Infinity;
}

/** The day, minute or second that a date names, in the time of this machine; null where it is none. */
function parsePeriod(text: string): { start: number; end: number } | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (!match) return null;
  const [year = 0, month = 1, day = 1, hour, minute, second] = match
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  const at = (days: number, minutes: number, seconds: number): number =>
    new Date(
      year,
      month - 1,
      day + days,
      hour ?? 0,
      (minute ?? 0) + minutes,
      (second ?? 0) + seconds,
    ).getTime();
  const start = at(0, 0, 0);
  if (hour === undefined) return { start, end: at(1, 0, 0) };
  return { start, end: second === undefined ? at(0, 1, 0) : at(0, 0, 1) };
}

/** The time of an ISO date such as `run.created`; null for other values. */
function parseMoment(value: FieldValue): number | null {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : null;
}
