import type { SettingDescriptor } from '#spec/setting-descriptors';
import type { Fields } from '#spec/task';
import { formatNumberInput, parseNumber } from '../../ui/number-text';

/** Pure functions that convert between the value of a setting and the text of its field. */

/** The parsed value, or a sentence that says why the text is invalid. */
export type Parsed<T> = { value: T } | { problem: string };

/** The text of a field that shows `value`; '' for an optional setting without a value. */
export function formatSetting(descriptor: SettingDescriptor, value: unknown): string {
  if (value === undefined) return '';
  if (descriptor.type === 'integers') return formatIntegers(value as number[]);
  if (descriptor.type === 'pair') return formatPair(value as number | [number, number]);
  return typeof value === 'number' ? formatNumberInput(value) : String(value);
}

/** Parses the text of a field; the value of an empty optional setting is `undefined`. */
export function parseSetting(descriptor: SettingDescriptor, text: string): Parsed<unknown> {
  if (isOptional(descriptor) && text.trim() === '') return { value: undefined };
  if (descriptor.type === 'integers') return parseIntegers(text, descriptor.min);
  if (descriptor.type === 'pair') return parsePair(text, descriptor.min);
  if (descriptor.type !== 'integer' && descriptor.type !== 'number') return { value: text.trim() };
  const { min, max, word } = descriptor;
  if (word !== undefined && text.trim().toLowerCase() === word) return { value: word };
  const number = parseNumber(text, { min, max, integer: descriptor.type === 'integer' });
  return typeof number === 'number' ? { value: number } : { problem: number };
}

export function isOptional(descriptor: SettingDescriptor): boolean {
  return 'optional' in descriptor && descriptor.optional === true;
}

/** A number moved by `steps` steps: of the descriptor, else of 1 for integers and a tenth for others. */
export function stepNumber(descriptor: SettingDescriptor, value: number, steps: number): number {
  const step = 'step' in descriptor ? descriptor.step : undefined;
  const size = step ?? (descriptor.type === 'integer' ? 1 : Math.abs(value) / 10);
  return Number((value + steps * size).toPrecision(12));
}

/**
 * The options of a setting that is chosen from a list: a fixed list, or the fields of the task. The
 * present field is listed even if the task does not have it. '' stands for no value.
 */
export function listOptions(
  descriptor: SettingDescriptor,
  fields: Fields | null,
  value: unknown,
): readonly { value: string; label: string }[] {
  if (descriptor.type === 'choice')
    return isOptional(descriptor)
      ? [{ value: '', label: 'none' }, ...descriptor.choices]
      : descriptor.choices;
  if (descriptor.type !== 'field') return [];
  const names = Object.entries(fields ?? {})
    .filter(([, field]) => descriptor.of === 'any' || field.kind === 'values')
    .map(([name]) => name);
  const missing = typeof value === 'string' && !names.includes(value) ? [value] : [];
  return [...missing, ...names].map((name) => ({ value: name, label: name }));
}

/** Parses `256, 128` to `[256, 128]`, and an empty text to `[]`. */
export function parseIntegers(text: string, min: number): Parsed<number[]> {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const values = parts.map(Number);
  if (values.every((value) => Number.isSafeInteger(value) && value >= min))
    return { value: values };
  return { problem: `Type whole numbers from ${min}, separated by commas.` };
}

export function formatIntegers(values: readonly number[]): string {
  return values.join(', ');
}

/** Parses `3` to `3`, and `3 × 5` or `3, 5` to `[3, 5]`. */
export function parsePair(text: string, min: number): Parsed<number | [number, number]> {
  const integers = parseIntegers(text.replace(/[×x*]/gi, ','), min);
  if ('problem' in integers) return { problem: `Type a whole number from ${min}, or two: 3 × 5.` };
  const [first, second, ...rest] = integers.value;
  if (first === undefined || rest.length > 0) return { problem: 'Type one number, or two: 3 × 5.' };
  return { value: second === undefined || second === first ? first : [first, second] };
}

export function formatPair(value: number | readonly [number, number]): string {
  return typeof value === 'number' ? String(value) : value.join(' × ');
}
