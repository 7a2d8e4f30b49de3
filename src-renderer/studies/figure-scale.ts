import { logTicks } from '#chart/axes/axis-ticks';
import { formatTicks, type TickFormat } from '#chart/axes/tick-labels';

/** An axis of a figure that is drawn as SVG. */
export interface FigureScale {
  min: number;
  max: number;
  ticks: { value: number; label: string }[];
  /** The place of a value: 0 at the start of the axis, 1 at its end. */
  place(value: number): number;
}

/** Room beside the outermost values, as a part of the span. */
const margin = 0.06;

/** An axis on which all the values lie, which are finite, and on a logarithmic one above zero. */
export function createScale(
  values: readonly number[],
  { isLog = false, format }: { isLog?: boolean; format: TickFormat },
): FigureScale {
  const warp = isLog ? Math.log10 : (value: number) => value;
  const unwarp = isLog ? (value: number) => 10 ** value : (value: number) => value;
  const low = warp(Math.min(...values));
  const high = warp(Math.max(...values));
  const span = high - low || Math.abs(high) * 0.1 || 1;
  const start = low - span * margin;
  const end = high + span * margin;
  const [min, max] = [unwarp(start), unwarp(end)];
  const ticks = isLog ? logTicks(min, max) : linearTicks(min, max);
  const labels = formatTicks(ticks, format);
  return {
    min,
    max,
    ticks: ticks.map((value, index) => ({ value, label: labels[index] ?? '' })),
    place: (value) => (warp(value) - start) / (end - start),
  };
}

/** Three to six round numbers at equal distances. */
export function linearTicks(min: number, max: number): number[] {
  const least = (max - min) / 6;
  const power = 10 ** Math.floor(Math.log10(least));
  const distance = power * ([1, 2, 2.5, 5].find((digit) => digit * power >= least) ?? 10);
  const first = Math.ceil(min / distance - 1e-9);
  const count = Math.floor(max / distance + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) =>
    Number(((first + index) * distance).toPrecision(12)),
  );
}
