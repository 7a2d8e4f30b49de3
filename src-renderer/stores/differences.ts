import { formatPlain } from '#spec/number-format';
/** Formats the value of a setting for a table, with the decimal sign of the system. */
export function formatSetting(value: unknown): string {
  if (value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value.length === 0 ? 'none' : value.map(formatSetting).join(', ');
  if (typeof value === 'object' && value !== null) return 'none';
  return typeof value === 'number' ? formatPlain(value) : String(value);
}
