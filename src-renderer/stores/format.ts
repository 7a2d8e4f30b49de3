import { formatClock, formatDay } from '#spec/date-format';
import { formatNumber } from '#analysis/format-value';

export {
  formatCount,
  formatDuration,
  formatElapsed,
  formatExponent,
  formatMetric,
  formatNumber,
  formatPercent,
  formatRate,
  isFraction,
} from '#analysis/format-value';

/** `1.4 MB`, in powers of a thousand. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${formatNumber(value, 3)} ${units[unit] ?? ''}`;
}

/**
 * The remaining seconds of a run that has done `step` of `steps`, from its measured speed; null before one was measured.
 * The mean since its start says little: it has the time in which the step is compiled.
 */
export function secondsLeft(
  step: number,
  steps: number,
  stepsPerSecond: number | null,
): number | null {
  if (step >= steps) return 0;
  return stepsPerSecond !== null && stepsPerSecond > 0 ? (steps - step) / stepsPerSecond : null;
}

/** `just now`, `5 min ago`, `today 14:02`, `Nov 3, 14:02`, `Nov 3, 2025`, with the order and the clock of the system. */
export function formatWhen(iso: string, now: Date = new Date()): string {
  const then = new Date(iso);
  const seconds = (now.getTime() - then.getTime()) / 1000;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  const clock = formatClock(then);
  if (then.toDateString() === now.toDateString()) return `today ${clock}`;
  return then.getFullYear() === now.getFullYear()
    ? `${formatDay(then)}, ${clock}`
    : formatDay(then, { year: true });
}
