export interface NumberLimits {
  min?: number;
  max?: number;
  integer?: boolean;
}

/**
 * A number for an input field: without digit grouping, small ones in scientific notation (`3e-4`).
 */
export function formatNumberInput(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && size < 1e-3 ? value.toExponential().replace(/e-0*/, 'e-') : String(value);
}

/** Parses the text of an input field. Returns the number, or an error message for the user. */
export function parseNumber(text: string, limits: NumberLimits): number | string {
  const value = Number(text.trim().replace(/[\s,_](?=\d{3}(\D|$))/g, ''));
  if (Math.abs(value) === Infinity && /\d/.test(text))
    return `At most ${formatNumberInput(limits.max ?? Number.MAX_VALUE)} in size.`;
  if (text.trim() === '' || !Number.isFinite(value)) return 'Type a number, like 256 or 3e-4.';
  if (limits.integer && !Number.isInteger(value)) return 'Type a whole number.';
  // Above it, whole numbers are rounded to others.
  if (limits.integer && !Number.isSafeInteger(value))
    return `At most ${Number.MAX_SAFE_INTEGER} in size.`;
  if (limits.min !== undefined && value < limits.min)
    return `At least ${formatNumberInput(limits.min)}.`;
  if (limits.max !== undefined && value > limits.max)
    return `At most ${formatNumberInput(limits.max)}.`;
  return value;
}
