import type { PlotGeometry } from '#chart/axes/axis-map';
import { createAxisMap } from '#chart/axes/axis-map';
import type { ChartLine } from '#chart/lines/chart-line';
import type { Path } from '../../../../src-renderer/ui/chart/curve-path';

interface Axes {
  x: [min: number, max: number];
  y: [min: number, max: number];
  logX?: boolean;
  logY?: boolean;
}

/** A plot of 100 by 100 pixels, from the left upper corner of the canvas. */
export function plotOf({ x, y, logX = false, logY = false }: Axes): PlotGeometry {
  return {
    x: createAxisMap({ min: x[0], max: x[1], isLog: logX }, 0, 100),
    y: createAxisMap({ min: y[0], max: y[1], isLog: logY }, 100, 0),
    left: 0,
    right: 100,
    top: 0,
    bottom: 100,
  };
}

/** A path that writes down what is added to it: `M0,100 L50,0`, and an `o` for a disc. */
export class RecordedPath implements Path {
  readonly #parts: string[] = [];
  get text(): string {
    return this.#parts.join(' ');
  }
  moveTo(x: number, y: number): void {
    this.#parts.push(`M${Math.round(x)},${Math.round(y)}`);
  }
  lineTo(x: number, y: number): void {
    this.#parts.push(`L${Math.round(x)},${Math.round(y)}`);
  }
  arc(x: number, y: number): void {
    this.#parts.push(`o${Math.round(x)},${Math.round(y)}`);
  }
  rect(): void {
    this.#parts.push('rect');
  }
  closePath(): void {
    this.#parts.push('Z');
  }
}

export function lineOf(
  x: ChartLine['x'],
  y: ChartLine['y'],
  more: Partial<ChartLine> = {},
): ChartLine {
  return { key: 'a', label: 'test', color: '--run-1', x, y, ...more };
}
