import { formatNumberInput, parseNumber } from '../ui/number-text';

/** A limit of an axis as it is typed; empty where there is none. */
export function formatLimit(limit: number | null): string {
  return limit === null ? '' : formatNumberInput(limit);
}

/** The limit that a text means, null for an empty one; or a sentence that says what is wrong. */
export function parseLimit(text: string): { value: number | null } | string {
  if (text.trim() === '') return { value: null };
  const value = parseNumber(text, {});
  return typeof value === 'string' ? value : { value };
}
