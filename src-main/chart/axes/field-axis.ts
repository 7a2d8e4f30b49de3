import { fieldTitle, parseMetricField, type FieldValue, type RunField } from '#analysis/run-field';
import { formatNumber } from '#analysis/format-value';
import type { ScaleChoice } from '#spec/comparison';
import { chooseAxisFormats } from './metric-axis';
import { decadesOf, widenLog, type Bounds } from './axis-bounds';
import type { TickFormat } from './tick-labels';
import { formatFieldValue } from './field-options';

/** An axis of a field: of numbers, or of its values side by side where they have no distances. */
export interface FieldAxis {
  field: RunField;
  title: string;
  kind: 'linear' | 'log' | 'category';
  /** Why the axis is not the logarithmic one that was asked for; null where it is, or none was. */
  logRefusal: string | null;
  /** The values of a `category` axis, from place 0 on. */
  categories: readonly FieldValue[];
  bounds: Bounds;
  /** The values of a setting that has few of them: they are its ticks. */
  marks: readonly number[] | null;
  /** The place of a value on the axis; null where it has none: it is missing, or not finite. */
  place: (value: FieldValue) => number | null;
  /** The text of a place. */
  format: TickFormat;
}

/** Positive numbers that span at least this factor stand on a logarithmic axis. */
const logFactor = 100;
/** Their size means nothing. */
const neverLog: readonly RunField[] = ['training.seed', 'run.created'];
/** More ticks are no help. */
const mostMarks = 6;
/** Space at both ends of a linear axis, as a part of it: points are not cut. */
const margin = 0.05;

interface AxisWish {
  /** Numbers have their values side by side, too. */
  asCategories?: boolean;
  /** Without it, a logarithmic axis is chosen where positive numbers span two decades. */
  scale?: ScaleChoice;
  /** The chart summarises its values, as means and quartiles do: no logarithmic axis may leave out some of them. */
  needsAll?: boolean;
}

/**
 * The axis of a field with these values. A field with a text or a switch among its values has them side by side, numbers
 * first.
 */
export function buildFieldAxis(
  field: RunField,
  values: readonly FieldValue[],
  wish: AxisWish = {},
): FieldAxis {
  const isNumeric = values.every((value) => value === null || typeof value === 'number');
  if (wish.asCategories || !isNumeric) return categoryAxis(field, values, wish);
  const numbers = values.filter((value) => typeof value === 'number').filter(Number.isFinite);
  return numericAxis(field, numbers, wish);
}

function categoryAxis(
  field: RunField,
  values: readonly FieldValue[],
  { scale }: AxisWish,
): FieldAxis {
  const categories = sortCategories(values);
  const places = new Map(categories.map((value, index) => [value, index]));
  return {
    field,
    title: fieldTitle(field),
    kind: 'category',
    logRefusal: scale === 'log' ? 'its values are not all numbers' : null,
    categories,
    bounds: { min: -0.5, max: Math.max(1, categories.length) - 0.5 },
    marks: null,
    place: (value) => places.get(value) ?? null,
    format: (place) => {
      const value = categories[place];
      return value === undefined ? '' : formatFieldValue(field, value);
    },
  };
}

/** Each value once: numbers by size, then the others in the order of their appearance, a missing one last. */
export function sortCategories(values: readonly FieldValue[]): FieldValue[] {
  const distinct = [...new Set(values)].filter((value) => !Number.isNaN(value));
  const numbers = distinct.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  const others = distinct.filter((value) => typeof value !== 'number' && value !== null);
  return [...numbers, ...others, ...(distinct.includes(null) ? [null] : [])];
}

function numericAxis(field: RunField, numbers: readonly number[], wish: AxisWish): FieldAxis {
  const refusal = findLogRefusal(field, numbers, wish);
  const marks = findMarks(field, numbers);
  const isLog = refusal === null && (wish.scale ?? chooseScale(numbers, marks)) === 'log';
  const shown = isLog ? numbers.filter((value) => value > 0) : numbers;
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  return {
    field,
    title: fieldTitle(field),
    kind: isLog ? 'log' : 'linear',
    logRefusal: wish.scale === 'log' ? refusal : null,
    categories: [],
    bounds: isLog ? logEnds(low, high) : linearEnds(low, high),
    marks: marks?.filter((value) => shown.includes(value)) ?? null,
    place: (value) =>
      typeof value === 'number' && Number.isFinite(value) && (!isLog || value > 0) ? value : null,
    format: tickFormat(field),
  };
}

function findMarks(field: RunField, numbers: readonly number[]): number[] | null {
  if (parseMetricField(field) || field.startsWith('run.')) return null;
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  return distinct.length > 0 && distinct.length <= mostMarks ? distinct : null;
}

/** Logarithmic are positive numbers that span decades, and values of a setting that were chosen by ratio: 1, 2, 4, 8. */
function chooseScale(
  numbers: readonly number[],
  marks: readonly number[] | null,
): 'linear' | 'log' {
  const low = Math.min(...numbers);
  if (low <= 0) return 'linear';
  const spansDecades = Math.max(...numbers) >= logFactor * low;
  return spansDecades || (marks && areChosenByRatio(marks)) ? 'log' : 'linear';
}

/** Whether the ratios of ascending values are more equal than their differences. */
function areChosenByRatio(values: readonly number[]): boolean {
  if (values.length < 3) return false;
  const spread = (places: readonly number[]): number => {
    const gaps = places.slice(1).map((place, index) => place - (places[index] ?? place));
    return Math.max(...gaps) / Math.min(...gaps);
  };
  return spread(values.map(Math.log)) < spread(values);
}

/** Why these values can have no logarithmic axis; null where they can. */
function findLogRefusal(
  field: RunField,
  numbers: readonly number[],
  { needsAll = false }: AxisWish,
): string | null {
  const metric = parseMetricField(field)?.metric;
  if (neverLog.includes(field)) return 'the size of its values means nothing';
  const reason = metric === undefined ? null : chooseAxisFormats(metric).linearReason;
  if (reason !== null) return reason;
  const without = numbers.filter((value) => value <= 0).length;
  if (without === numbers.length) return 'it has no value above zero';
  const values = without === 1 ? 'one of its values is' : `${without} of its values are`;
  return needsAll && without > 0 ? `${values} not above zero` : null;
}

/** How a sentence names what an axis places: `Test error`, on a logarithmic axis `Test error above zero`. */
export function nameOnAxis({ title, kind }: FieldAxis): string {
  return kind === 'log' ? `${title} above zero` : title;
}

/** `The axis of Cosine stays linear: a cosine can be negative.`; null where it is as it was asked for. */
export function describeLogRefusal({ title, logRefusal }: FieldAxis): string | null {
  return logRefusal === null ? null : `The axis of ${title} stays linear: ${logRefusal}.`;
}

function linearEnds(low: number, high: number): Bounds {
  if (low > high) return { min: 0, max: 1 };
  const space = low === high ? Math.abs(low) * 0.5 || 1 : 2 * margin * (high / 2 - low / 2);
  return {
    min: Math.max(low - space, -Number.MAX_VALUE),
    max: Math.min(high + space, Number.MAX_VALUE),
  };
}

function logEnds(low: number, high: number): Bounds {
  return widenLog(low, high, margin * decadesOf(low, high));
}

function tickFormat(field: RunField): TickFormat {
  const metric = parseMetricField(field)?.metric;
  if (metric !== undefined) return chooseAxisFormats(metric).formatTick;
  if (field === 'run.created' || field === 'run.seconds')
    return (value) => formatFieldValue(field, value);
  return (value, figures = 4) => formatNumber(value, figures);
}

/** How far a place is along the axis, from 0 to 1. */
export function fractionOf({ kind, bounds: { min, max } }: FieldAxis, place: number): number {
  return kind === 'log'
    ? decadesOf(min, place) / decadesOf(min, max)
    : (place / 2 - min / 2) / (max / 2 - min / 2);
}
