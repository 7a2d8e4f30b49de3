export interface NumberLimits {
  min?: number;
  max?: number;
  integer?: boolean;
}

/** A number as it stands in a field: no grouping, small ones in the notation of their field. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && size < 1e-3 ? value.toExponential().replace(/e-0*/, 'e-') : String(value);
}

/** Reads what was typed. Returns the number, or the sentence that says what is wrong with it. */
export function readNumber(text: string, limits: NumberLimits): number | string {
  const value = Number(text.trim().replace(/[\s,_](?=\d{3}(\D|$))/g, ''));
  if (text.trim() === '' || !Number.isFinite(value)) return 'Type a number, like 256 or 3e-4.';
  if (limits.integer && !Number.isInteger(value)) return 'Type a whole number.';
  if (limits.min !== undefined && value < limits.min) return `At least ${numberText(limits.min)}.`;
  if (limits.max !== undefined && value > limits.max) return `At most ${numberText(limits.max)}.`;
  return value;
}
