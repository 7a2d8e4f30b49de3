import { listAxisValues } from '#analysis/study-axes';
import { countNoun } from '#spec/count-noun';
import type { Axis, AxisValue } from '#spec/study';
import { formatNumber } from '../stores/format';
import { writeNumber } from '../ui/number-text';

/** How the values of an axis are written and read. */

export type AxisKind = 'list' | 'range' | 'logRange' | 'draw';

export function kindOf(axis: Axis): AxisKind {
  if (Array.isArray(axis)) return 'list';
  if ('range' in axis) return 'range';
  return 'logRange' in axis ? 'logRange' : 'draw';
}

/** `0.001`, `dni`, `[64, 64]`: as it is typed, where commas separate values and numbers have a point. */
export function formatAxisValue(value: AxisValue): string {
  if (typeof value === 'number') return writeNumber(value);
  if (Array.isArray(value)) return `[${value.map(formatAxisValue).join(', ')}]`;
  if (typeof value !== 'string') return String(value);
  // Quotes keep a text apart from a number, and one with a comma in one piece.
  return /^[A-Za-z][\w .-]*$/.test(value) && !isWord(value) ? value : JSON.stringify(value);
}

const isWord = (text: string): boolean => ['true', 'false', 'null'].includes(text);

export function formatAxisValues(values: readonly AxisValue[]): string {
  return values.map(formatAxisValue).join(', ');
}

/**
 * The values of a list, separated by commas: numbers, words, `true`, `false` and lists in brackets. Returns the distinct
 * values, or a sentence that says what is wrong.
 */
export function parseAxisValues(text: string): AxisValue[] | string {
  const pieces = splitAtCommas(text);
  if (pieces.length === 0) return 'Write at least one value, like 0.001.';
  const values = new Map<string, AxisValue>();
  for (const piece of pieces) {
    const value = parseAxisValue(piece);
    if (value === undefined)
      return `'${piece}' is no value. Write numbers, words, or a list like [64, 64].`;
    values.set(JSON.stringify(value), value);
  }
  return [...values.values()];
}

/** At the commas that stand in no brackets and no quotes. */
function splitAtCommas(text: string): string[] {
  const pieces = text.match(/("(?:\\.|[^"\\])*"|\[[^\]]*\]?|[^,"[\]]|[\]"])+/g) ?? [];
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

function parseAxisValue(text: string): AxisValue | undefined {
  const number = Number(text);
  if (Number.isFinite(number)) return number;
  try {
    const value: unknown = JSON.parse(text);
    return isAxisValue(value) ? value : undefined;
  } catch {
    return /["[\]{}]/.test(text) ? undefined : text;
  }
}

function isAxisValue(value: unknown): value is AxisValue {
  return Array.isArray(value) ? value.every(isScalar) : isScalar(value);
}

const isScalar = (value: unknown): boolean =>
  value === null || ['number', 'string', 'boolean'].includes(typeof value);

/** `5 values from 0.0001 to 0.1, equal ratios`: what an axis stands for, in a few words. */
export function describeAxis(axis: Axis): string {
  if (Array.isArray(axis)) return formatAxisValues(axis);
  if ('draw' in axis) {
    const { from, to, scale, whole } = axis.draw;
    const kind = whole ? 'whole numbers' : 'numbers';
    return `${kind} drawn from ${formatNumber(from)} to ${formatNumber(to)}${scale === 'log' ? ', equally often in each decade' : ''}`;
  }
  const { from, to, count } = 'range' in axis ? axis.range : axis.logRange;
  const spacing = 'range' in axis ? 'equal steps' : 'equal ratios';
  return `${countNoun(count, 'value')} from ${formatNumber(from)} to ${formatNumber(to)}, ${spacing}`;
}

/** The values of an axis that can be written down: of a draw its ends. */
export function listWrittenValues(axis: Axis): AxisValue[] {
  return listAxisValues(axis) ?? ('draw' in axis ? [axis.draw.from, axis.draw.to] : []);
}

/** The same axis as another kind, with what can be kept of its values. */
export function changeKind(axis: Axis, kind: AxisKind): Axis {
  const numbers = listWrittenValues(axis).filter(
    (value): value is number => typeof value === 'number',
  );
  const from = Math.min(...numbers);
  const to = Math.max(...numbers);
  const count = Array.isArray(axis) ? axis.length : numbers.length;
  switch (kind) {
    case 'list':
      return listWrittenValues(axis);
    case 'range':
      return { range: { from, to, count } };
    case 'logRange':
      return { logRange: { from: from > 0 ? from : 1e-4, to: to > 0 ? to : 1, count } };
    case 'draw':
      return {
        draw: { from, to, scale: from > 0 && to / from > 10 ? 'log' : 'linear', whole: false },
      };
  }
}

/** Whether an axis can be of a kind: ranges and draws are of numbers. */
export function canBe(axis: Axis, kind: AxisKind): boolean {
  return kind === 'list' || listWrittenValues(axis).every((value) => typeof value === 'number');
}
