import { describeMetric } from '#spec/metric-catalogue';

const significant = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en-US', { maximumSignificantDigits: digits });
const grouped = new Intl.NumberFormat('en-US');

/** Whether a metric is a fraction that is shown as a percentage. */
export function isFraction(metric: string): boolean {
  return describeMetric(metric).unit === 'fraction';
}

/** `1.69 %`; below a hundredth of a percent with two significant figures. */
export function formatPercent(fraction: number): string {
  const percent = fraction * 100;
  if (percent !== 0 && Math.abs(percent) < 0.01) return `${percent.toPrecision(2)} %`;
  return `${percent.toFixed(Math.abs(percent) >= 99.995 ? 1 : 2)} %`;
}

/** A number with about four significant figures: `0.0312`, `12.4`, `1,024`, `3.1e-7`, `1e28`. */
export function formatNumber(value: number, figures = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return formatExponent(value, figures - 1);
  if (Number.isInteger(value)) return grouped.format(value);
  const whole = size >= 1000 ? Math.ceil(Math.log10(size)) : 0;
  return significant(Math.max(whole, figures)).format(value);
}

/** `1e28`, `3.1e-7`: with at most so many significant figures, without zeros at the end and without a plus. */
export function formatExponent(value: number, figures: number): string {
  const [mantissa, exponent] = value.toExponential(figures - 1).split('e');
  return `${Number(mantissa)}e${Number(exponent)}`;
}

/** A metric's value with its unit: errors in percent, speeds in steps per second. */
export function formatMetric(metric: string, value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  switch (describeMetric(metric).unit) {
    case 'fraction':
      return formatPercent(value);
    case 'steps/s':
      return formatRate(value);
    case 'cosine':
      return value.toFixed(3);
    case 'bits':
      return `${formatBits(value)} bits`;
    case 'MB':
      return `${formatNumber(Math.round(value))} MB`;
    case 'examples':
      return formatCount(value);
    case null:
      return formatNumber(value);
  }
}

/**
 * Three decimal places; two significant figures below 0.01, which would otherwise round to almost
 * nothing.
 */
function formatBits(bits: number): string {
  return Math.abs(bits) < 0.01 ? significant(2).format(bits) : bits.toFixed(3);
}

/** `212 steps/s`, `4.1 steps/s`. */
export function formatRate(stepsPerSecond: number): string {
  return `${significant(stepsPerSecond >= 100 ? 3 : 2).format(stepsPerSecond)} steps/s`;
}

/** `1.2 M`, `203 k`, `784`. */
export function formatCount(count: number, figures = 3): string {
  const short = significant(figures);
  if (count >= 1e9) return `${short.format(count / 1e9)} G`;
  if (count >= 1e6) return `${short.format(count / 1e6)} M`;
  if (count >= 1e4) return `${short.format(count / 1e3)} k`;
  return grouped.format(count);
}

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
  return `${significant(3).format(value)} ${units[unit] ?? ''}`;
}

/**
 * `12 s`, `3 min`, `1 h 20 min`, `2 d 4 h`: coarse, so that a running countdown does not jitter.
 */
export function formatDuration(seconds: number): string {
  if (seconds < 0.95) return '< 1 s';
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/**
 * A moment on an axis of training time, exactly: `0 s`, `12.5 s`, `1 min 12.25 s`, `2 h`. It has milliseconds within the
 * first minute, hundredths of a second within the first hour, else seconds.
 */
export function formatElapsed(seconds: number): string {
  const digits = seconds < 60 ? 1000 : seconds < 3600 ? 100 : 1;
  const rounded = Math.round(seconds * digits) / digits;
  const parts = [
    [Math.floor(rounded / 3600), 'h'],
    [Math.floor(rounded / 60) % 60, 'min'],
    [Math.round((rounded % 60) * digits) / digits, 's'],
  ] as const;
  const shown = parts.filter(([count]) => count !== 0);
  return shown.length === 0 ? '0 s' : shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}

/**
 * The remaining seconds of a run that took `seconds` for `step` of `steps`, from the measured speed
 * if there is one, else from the mean; null while neither is known.
 */
export function secondsLeft(
  step: number,
  steps: number,
  seconds: number,
  stepsPerSecond?: number,
): number | null {
  if (step >= steps) return 0;
  const rate = stepsPerSecond && stepsPerSecond > 0 ? stepsPerSecond : step / seconds;
  return Number.isFinite(rate) && rate > 0 ? (steps - step) / rate : null;
}

/** `just now`, `5 min ago`, `today 14:02`, `Nov 3, 14:02`, `Nov 3, 2025`. */
export function formatWhen(iso: string, now: Date = new Date()): string {
  const then = new Date(iso);
  const seconds = (now.getTime() - then.getTime()) / 1000;
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  const clock = then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (then.toDateString() === now.toDateString()) return `today ${clock}`;
  const day = then.toLocaleDateString('en-US', { month: 'short', day: 'numeric' });
  return then.getFullYear() === now.getFullYear()
    ? `${day}, ${clock}`
    : `${day}, ${then.getFullYear()}`;
}
