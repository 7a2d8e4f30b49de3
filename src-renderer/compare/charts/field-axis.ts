import { fieldTitle, parseMetricField, type FieldValue, type RunField } from '#analysis/run-field';
import { formatNumber } from '#analysis/format-value';
import { chooseAxisFormats } from '../../runs/axis-formats';
import type { Bounds } from '../../ui/chart/axis-bounds';
import type { TickFormat } from '../../ui/chart/tick-labels';
import { formatFieldValue } from './field-options';

/** An axis of a field: of numbers, or of its values side by side where they have no distances. */
export interface FieldAxis {
  field: RunField;
  title: string;
  kind: 'linear' | 'log' | 'category';
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

/**
 * The axis of a field with these values. A field with a text or a switch among its values has them side by side, numbers
 * first; with `asCategories` all fields have.
 */
export function buildFieldAxis(
  field: RunField,
  values: readonly FieldValue[],
  asCategories = false,
): FieldAxis {
  const isNumeric = values.every((value) => value === null || typeof value === 'number');
  if (asCategories || !isNumeric) return categoryAxis(field, values);
  const numbers = values.filter((value) => typeof value === 'number').filter(Number.isFinite);
  return numericAxis(field, numbers);
}

function categoryAxis(field: RunField, values: readonly FieldValue[]): FieldAxis {
  const categories = sortCategories(values);
  const places = new Map(categories.map((value, index) => [value, index]));
  return {
    field,
    title: fieldTitle(field),
    kind: 'category',
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

function numericAxis(field: RunField, numbers: readonly number[]): FieldAxis {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  const isLog = canBeLog(field) && low > 0 && high >= logFactor * low;
  return {
    field,
    title: fieldTitle(field),
    kind: isLog ? 'log' : 'linear',
    categories: [],
    bounds: isLog ? logEnds(low, high) : linearEnds(low, high),
    marks: findMarks(field, numbers),
    place: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : null),
    format: tickFormat(field),
  };
}

function findMarks(field: RunField, numbers: readonly number[]): number[] | null {
  if (parseMetricField(field) || field.startsWith('run.')) return null;
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  return distinct.length > 0 && distinct.length <= mostMarks ? distinct : null;
}

function canBeLog(field: RunField): boolean {
  const metric = parseMetricField(field)?.metric;
  if (neverLog.includes(field)) return false;
  return metric === undefined || chooseAxisFormats(metric).linearReason === null;
}

function linearEnds(low: number, high: number): Bounds {
  if (low > high) return { min: 0, max: 1 };
  const space = low === high ? Math.abs(low) * 0.5 || 1 : margin * (high - low);
  return { min: low - space, max: high + space };
}

function logEnds(low: number, high: number): Bounds {
  const factor = (high / low) ** margin;
  return { min: low / factor, max: high * factor };
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
  return kind === 'log' ? Math.log(place / min) / Math.log(max / min) : (place - min) / (max - min);
}
