/**
 * A number as a reader compares it: with four significant figures, whole ones with all digits.
 *
 * @param {number} value
 */
export function formatNumber(value) {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(3).replace('e+', 'e');
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return value.toLocaleString('en-US', { maximumSignificantDigits: size >= 1000 ? 6 : 4 });
}

/**
 * A value as the ticks of its axis show it.
 *
 * @param {import('./page-data.js').Axis} axis
 * @param {number} value
 */
export function formatOn({ categories, factor, suffix }, value) {
  if (categories && Number.isInteger(value) && categories[value]) return categories[value];
  const text = formatNumber(value * factor);
  return Number.isFinite(value) ? text + suffix : text;
}

/**
 * `Steps 1,200`, and `1,200` on an axis without a name.
 *
 * @param {import('./page-data.js').Axis} axis
 * @param {number} value
 */
export function namePlace(axis, value) {
  return `${axis.label} ${formatOn(axis, value)}`.trim();
}
