import { formatSignificant, withDecimalSign } from './number-format';

const units = ['kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** `1.4 MB`, in powers of a thousand with three significant figures; beyond the units `3.2e+24 B`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return value < 999.5
    ? `${formatSignificant(value, 3)} ${units[unit] ?? ''}`
    : `${withDecimalSign(bytes.toExponential(1))} B`;
}
