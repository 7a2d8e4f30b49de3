import {
  formatFixed,
  formatPlain,
  formatPrecision,
  formatSignificant,
  formatWhole,
} from '#spec/number-format';
import { describeMetric } from '#spec/metric-catalogue';

/** Whether a metric is a fraction that is shown as a percentage. */
export function isFraction(metric: string): boolean {
  return describeMetric(metric).unit === 'fraction';
}

/** `1.69 %`; below a hundredth of a percent with two significant figures, `2.907e12 %` from a million percent on. */
export function formatPercent(fraction: number): string {
  const percent = fraction * 100;
  if (Math.abs(percent) >= 1e6) return `${formatExponent(percent, 4)} %`;
  if (percent !== 0 && Math.abs(percent) < 0.01) return `${formatPrecision(percent, 2)} %`;
  return `${formatFixed(percent, Math.abs(percent) >= 99.995 ? 1 : 2)} %`;
}

/** A number with about four significant figures: `0.0312`, `12.4`, `1,024`, `3.1e-7`, `1e28`. */
export function formatNumber(value: number, figures = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return formatExponent(value, figures - 1);
  if (Number.isInteger(value)) return formatWhole(value);
  const whole = size >= 1000 ? Math.ceil(Math.log10(size)) : 0;
  return formatSignificant(value, Math.max(whole, figures));
}

/** `1e28`, `3.1e-7`: with at most so many significant figures, without zeros at the end and without a plus. */
export function formatExponent(value: number, figures: number): string {
  // eslint-disable-next-line no-restricted-syntax -- its parts are written below.
  const [mantissa, exponent] = value.toExponential(figures - 1).split('e');
  return `${formatPlain(Number(mantissa))}e${Number(exponent)}`;
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
      return formatFixed(value, 3);
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
  return Math.abs(bits) < 0.01 ? formatSignificant(bits, 2) : formatFixed(bits, 3);
}

/** `212 steps/s`, `4.1 steps/s`. */
export function formatRate(stepsPerSecond: number): string {
  return `${formatSignificant(stepsPerSecond, stepsPerSecond >= 100 ? 3 : 2)} steps/s`;
}

/** `1.2 M`, `203 k`, `784`. */
export function formatCount(count: number, figures = 3): string {
  const short = (value: number): string => formatSignificant(value, figures);
  if (count >= 1e9) return `${short(count / 1e9)} G`;
  if (count >= 1e6) return `${short(count / 1e6)} M`;
  if (count >= 1e4) return `${short(count / 1e3)} k`;
  return formatWhole(count);
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
  return shown.length === 0
    ? '0 s'
    : shown.map(([count, unit]) => `${formatPlain(count)} ${unit}`).join(' ');
}
