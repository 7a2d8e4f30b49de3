import type { AxisRange } from '#chart/axes/axis-range';
import { toPixel, toValue, type PlotGeometry } from '#chart/axes/axis-map';
import { measuredLines, type ChartLine } from '#chart/lines/chart-line';
import type { ChartSettings } from './chart-settings';
import { findLineAt } from './find-line';
import { sharedHover, type HoverPoint, type HoverState } from './hover-state.svelte';
import { readLast, readLine, sortByDistance, type LineReading } from './read-values';

/** How far beyond the end of a line its last point still counts, in pixels. */
const reachPixels = 8;

/** The chart in which is pointed. */
interface PointedChart {
  readonly settings: { xLabel: string };
  readonly lines: readonly ChartLine[];
  readonly geometry: PlotGeometry | null;
  /** The visible part of the x axis; null: all of it. */
  readonly range: AxisRange | null;
}

/** What is pointed at in a chart, by its own pointer or in another chart, and the values there. */
export class ChartPointer {
  readonly #view: PointedChart;
  readonly #read: () => ChartSettings;
  /** What is said to those who do not see the chart. */
  announcement = $state('');

  constructor(view: PointedChart, read: () => ChartSettings) {
    this.#view = view;
    this.#read = read;
  }

  get hover(): HoverState {
    return this.#read().hover ?? sharedHover;
  }

  readonly #seen: HoverPoint | null = $derived.by(() => this.hover.seenFrom(this.#view));

  /** The x of the crosshair; null: none. */
  readonly x: number | null = $derived.by(() => this.#xOf(this.#seen));

  /** The key of the line that is pointed at. What depends on it is left alone while the pointer moves along a line. */
  readonly key: string | null = $derived.by(() => this.#seen?.key ?? null);

  /** The x that others show of what is pointed at in this chart; null: none. */
  readonly followedX: number | null = $derived.by(() => this.#xOf(this.hover.followed));

  #xOf(point: HoverPoint | null): number | null {
    return point?.unit === this.#view.settings.xLabel ? point.x : null;
  }

  /** The lines that stand out. */
  readonly emphasized: readonly ChartLine[] = $derived.by(() => {
    const { highlighted = null } = this.#read();
    return this.#view.lines.filter(
      ({ key }) =>
        key === this.key ||
        (typeof highlighted === 'string' ? key === highlighted : highlighted?.has(key)),
    );
  });

  /** The value of the line that is pointed at, or of the only one. */
  readonly reading: LineReading | null = $derived.by(() => {
    const { x } = this;
    if (x === null) return null;
    const lines = measuredLines(this.#view.lines);
    const line = lines.length === 1 ? lines[0] : lines.find(({ key }) => key === this.key);
    return line ? readLine(line, x, this.#tolerance(x), this.#view.range) : null;
  });

  /** The values of all lines at an x, the nearest to the pointer, or to the line that is pointed at, first. */
  readValues(x: number, point: HoverPoint | null = this.#seen): LineReading[] {
    const tolerance = this.#tolerance(x);
    const { geometry, range } = this.#view;
    const lines = measuredLines(this.#view.lines);
    const readings = lines.flatMap((line) => readLine(line, x, tolerance, range) ?? []);
    if (!geometry) return readings;
    const pointed = readings.find(({ key }) => key === point?.key);
    const heightOf = ({ value }: LineReading): number => toPixel(geometry.y, value);
    const own = point?.source === this.#view ? point.y : null;
    const anchor = (pointed ? heightOf(pointed) : own) ?? geometry.top;
    return sortByDistance(readings, (reading) =>
      reading === pointed ? -1 : Math.abs(heightOf(reading) - anchor),
    );
  }

  /** The last visible value of each line, in the order of the lines. */
  readLastValues(): LineReading[] {
    const { lines, range } = this.#view;
    return measuredLines(lines).flatMap((line) => readLast(line, range) ?? []);
  }

  #tolerance(x: number): number {
    const { geometry } = this.#view;
    if (!geometry) return 0;
    return Math.abs(toValue(geometry.x, toPixel(geometry.x, x) + reachPixels) - x);
  }

  /** Points at a place of the plot, in pixels. */
  pointAt(place: { x: number; y: number }): void {
    const { geometry, lines } = this.#view;
    if (!geometry) return;
    this.#point(toValue(geometry.x, place.x), findLineAt(lines, geometry, place), place.y);
  }

  /** Points at an x of a line, as the keyboard does. */
  pointAtLine(key: string, x: number): void {
    this.#point(x, key, null);
  }

  #point(x: number, key: string | null, y: number | null): void {
    this.hover.point({ x, unit: this.#view.settings.xLabel, key, source: this.#view, y });
  }

  /** Pins the crosshair, or lets it follow the pointer again. */
  togglePin(): void {
    this.hover.togglePin();
    this.#read().onpin?.(this.hover.isPinned ? this.x : null);
  }

  /** The pointer has left the chart. */
  leave(): void {
    this.hover.leave(this.#view);
  }

  /** Forgets also what was pinned, if it was here. */
  release(): void {
    if (this.hover.current?.source === this.#view) this.hover.release();
  }
}
