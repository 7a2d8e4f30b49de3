import type { Chart } from 'chart.js';
import type { Interval } from '#analysis/statistics/interval';

/** The mean of a row, with its interval. */
export interface RowMark {
  row: number;
  mean: number;
  interval: Interval | null;
  color: string;
}

const capHeight = 8;

/** Draws the interval of each row as a line with caps. */
export function drawIntervals(chart: Chart, marks: readonly RowMark[]): void {
  const { ctx, scales } = chart;
  const { x, y } = scales;
  if (!x || !y) return;
  ctx.save();
  ctx.lineWidth = 1.75;
  for (const { row, interval, color } of marks) {
    if (!interval) continue;
    // A logarithmic axis has no place for zero and below: the interval is cut at its end.
    const [left, right] = [interval.low, interval.high].map((value) =>
      x.getPixelForValue(Math.max(value, x.min)),
    );
    const at = y.getPixelForValue(row);
    ctx.strokeStyle = color;
    ctx.beginPath();
    ctx.moveTo(left ?? 0, at);
    ctx.lineTo(right ?? 0, at);
    for (const end of [left ?? 0, right ?? 0]) {
      ctx.moveTo(end, at - capHeight / 2);
      ctx.lineTo(end, at + capHeight / 2);
    }
    ctx.stroke();
  }
  ctx.restore();
}

/** Draws a bar from zero to the mean of each row. */
export function drawBars(
  chart: Chart,
  marks: readonly RowMark[],
  fade: (color: string) => string,
): void {
  const { ctx, scales } = chart;
  const { x, y } = scales;
  if (!x || !y) return;
  ctx.save();
  const zero = x.getPixelForValue(0);
  const height = 0.62 * Math.abs(y.getPixelForValue(1) - y.getPixelForValue(0));
  for (const { row, mean, color } of marks) {
    const end = x.getPixelForValue(mean);
    ctx.fillStyle = fade(color);
    ctx.fillRect(
      Math.min(zero, end),
      y.getPixelForValue(row) - height / 2,
      Math.abs(end - zero),
      height,
    );
  }
  ctx.restore();
}
