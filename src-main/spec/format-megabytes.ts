import { formatFixed, formatPrecision } from './number-format';

/** `31.3 MB`, with 1 MB = 1,000,000 bytes; below 0.1 MB with two significant digits. */
export function formatMegabytes(bytes: number): string {
  const value = bytes / 1e6;
  return `${value >= 0.1 ? formatFixed(value, 1) : formatPrecision(value, 2)} MB`;
}
