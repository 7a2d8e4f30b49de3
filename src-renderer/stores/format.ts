const number = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en-US', { maximumSignificantDigits: digits });
const grouped = new Intl.NumberFormat('en-US');

/** Metrics that are fractions and read better as percentages. */
export function isFraction(metric: string): boolean {
  return /\/error(\/[^/]+)?$/.test(metric) && !metric.startsWith('interface/');
}

/** `1.69 %`; below a hundredth of a percent still two figures that say something. */
export function formatPercent(fraction: number): string {
  const percent = fraction * 100;
  if (percent !== 0 && Math.abs(percent) < 0.01) return `${percent.toPrecision(2)} %`;
  return `${percent.toFixed(Math.abs(percent) >= 99.995 ? 1 : 2)} %`;
}

/** A plain number with about four figures: `0.0312`, `12.4`, `1,024`, `3.1e-7`. */
export function formatNumber(value: number, figures = 4): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(figures - 2);
  if (Number.isInteger(value)) return grouped.format(value);
  const whole = size >= 1000 ? Math.ceil(Math.log10(size)) : 0;
  return number(Math.max(whole, figures)).format(value);
}

/** A value of a metric with its unit: errors in percent, speeds in steps a second. */
export function formatMetric(metric: string, value: number): string {
  if (!Number.isFinite(value)) return formatNumber(value);
  if (isFraction(metric)) return formatPercent(value);
  if (metric === 'speed/steps-per-second') return formatRate(value);
  if (metric.endsWith('/cosine')) return value.toFixed(3);
  if (/\/(bpc|bits)$/.test(metric)) return `${formatBits(value)} bits`;
  if (metric === 'memory/resident-megabytes') return `${formatNumber(Math.round(value))} MB`;
  if (metric === 'speed/examples-seen') return formatCount(value);
  return formatNumber(value);
}

/** Three digits after the point, and more where nothing would be left of it. */
function formatBits(bits: number): string {
  return Math.abs(bits) < 0.01 ? number(2).format(bits) : bits.toFixed(3);
}

/** `212 steps/s`, `4.1 steps/s`. */
export function formatRate(stepsPerSecond: number): string {
  return `${number(stepsPerSecond >= 100 ? 3 : 2).format(stepsPerSecond)} steps/s`;
}

/** `1.2 M`, `203 k`, `784`. */
export function formatCount(count: number, figures = 3): string {
  const short = number(figures);
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
  return `${number(3).format(value)} ${units[unit] ?? ''}`;
}

/** `12 s`, `3 min`, `1 h 20 min`, `2 d 4 h`: rounded so that it does not jitter while it counts. */
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

/** Time left of a run that needs `seconds` for `step` of `steps`; null while it cannot be told. */
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
