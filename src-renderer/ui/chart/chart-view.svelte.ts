import { formatNumber } from '../../stores/format';
import type { AxisRange } from '#chart/axes/axis-range';
import { chooseXBounds, type Bounds } from '#chart/axes/axis-bounds';
import { toValue, type PlotGeometry } from '#chart/axes/axis-map';
import type { ChartLine } from '#chart/lines/chart-line';
import { describeChart, describeOutside } from '#chart/lines/chart-notes';
import { ChartPointer } from './chart-pointer.svelte';
import type { ChartSettings } from './chart-settings';
import { keepEqual } from './keep-equal';
import type { EventMark } from './event-marks';
import { chooseYScale, type YLimits, type YScale } from '#chart/axes/y-scale';
import { coversAll, keepWithin, zoomBounds } from './zoom';

/** What dragging does: it selects a part of the x axis, pans it, or moves the limits of the y axis. */
export type Gesture = 'select' | 'pan' | 'limits';

/** A value that is being changed by a gesture; null: none is. */
type Preview<T> = { value: T } | null;

type ShownSettings = Required<
  Pick<
    ChartSettings,
    | 'label'
    | 'xLabel'
    | 'formatX'
    | 'formatY'
    | 'formatTick'
    | 'startsAtZero'
    | 'isTimeAxis'
    | 'logX'
  >
>;

/**
 * The state of one chart of lines: what is visible, and the axes that follow. Gestures and keys
 * change it, `LineChart.svelte` draws it, and `ChartCard.svelte` says in words what it shows.
 */
export class ChartView {
  readonly #read: () => ChartSettings;
  /** Where the plot is on the canvas, as it was drawn last. */
  geometry = $state.raw<PlotGeometry | null>(null);
  /** The part of the plot that is being selected, in pixels. */
  selection = $state.raw<{ from: number; to: number } | null>(null);
  /** What dragging does, or would do where the pointer is: the cursor tells. */
  region = $state<Gesture>('select');
  /** The pointer of the mouse is over the chart. */
  hasPointer = $state(false);
  /** The y axis covers every value, also those that would flatten the others. */
  showsAll = $state(false);
  /** Lines that were hidden by a click on the legend. */
  hiddenKeys = $state.raw<readonly string[]>([]);
  #previewRange = $state.raw<Preview<AxisRange | null>>(null);
  #previewLimits = $state.raw<Preview<YLimits | null>>(null);
  #ownRange = $state.raw<AxisRange | null>(null);
  #ownLimits = $state.raw<YLimits | null>(null);
  /** The ends of the x axis when all was visible last: the points beyond a selected range are not loaded. */
  #fullX: Bounds | null = null;
  #lastSettings: ShownSettings | null = null;
  #lastLines: readonly ChartLine[] | null = null;

  readonly pointer: ChartPointer;

  constructor(read: () => ChartSettings) {
    this.#read = read;
    this.pointer = new ChartPointer(this, read);
  }

  /** How values and the x axis are shown. Each derived value reads what it needs alone, so that little is drawn again. */
  readonly settings: ShownSettings = $derived.by(() => {
    const given = this.#read();
    const { label, xLabel = 'step', formatX = formatNumber, formatY = formatNumber } = given;
    const { formatTick = formatY, startsAtZero = true, isTimeAxis = false, logX = false } = given;
    const next = { label, xLabel, formatX, formatY, formatTick, startsAtZero, isTimeAxis, logX };
    return (this.#lastSettings = keepEqual(this.#lastSettings, next));
  });
  readonly lines: readonly ChartLine[] = $derived.by(() => {
    const { lines } = this.#read();
    const hidden = this.hiddenKeys;
    const shown = lines.filter(({ key }) => !hidden.includes(key));
    return (this.#lastLines = keepEqual(this.#lastLines, shown));
  });
  readonly range: AxisRange | null = $derived.by(() =>
    this.#previewRange ? this.#previewRange.value : (this.#read().range ?? this.#ownRange),
  );
  readonly limits: YLimits | null = $derived.by(() =>
    this.#previewLimits ? this.#previewLimits.value : (this.#read().limits ?? this.#ownLimits),
  );
  readonly xBounds: Bounds = $derived.by(() => {
    const { logX, startsAtZero } = this.settings;
    const bounds = chooseXBounds(this.lines, { range: this.range, logX, startsAtZero });
    if (this.range === null) this.#fullX = bounds;
    return bounds;
  });
  readonly scale: YScale = $derived.by(() => {
    const { logY = false, linearReason, most, ignoresOutliers } = this.#read();
    const { range, limits, showsAll } = this;
    const { logX } = this.settings;
    return chooseYScale(this.lines, {
      logX,
      logY,
      linearReason,
      most,
      range,
      limits,
      ignoresOutliers,
      showsAll,
    });
  });
  readonly notes = $derived.by(() => {
    const { xLabel, formatX, logX } = this.settings;
    const x = { xLabel, formatX, logX: logX ? this.xBounds : null };
    return describeChart(this.lines, { scale: this.scale, range: this.range, ...x });
  });
  readonly outsideNote = $derived(
    describeOutside(this.scale, this.lines, this.settings.formatTick),
  );
  readonly events: readonly EventMark[] = $derived.by(() => this.#read().events ?? []);
  readonly isEmpty: boolean = $derived.by(() =>
    this.#read().lines.every(({ x }) => x.length === 0),
  );

  toggleLine(key: string): void {
    const { ontoggle } = this.#read();
    if (ontoggle) return ontoggle(key);
    const others = this.hiddenKeys.filter((hidden) => hidden !== key);
    this.hiddenKeys = others.length < this.hiddenKeys.length ? others : [...others, key];
  }

  /** Shows a part of the x axis while a gesture lasts; `commit` makes it the range. */
  previewX(bounds: Bounds): void {
    const { logX } = this.settings;
    const full = this.#fullX;
    if (!Number.isFinite(bounds.min) || !(bounds.max > bounds.min)) return;
    const shown = full ? keepWithin(bounds, full, logX) : bounds;
    const isAll = full !== null && coversAll(shown, full);
    this.#previewRange = { value: isAll ? null : { from: shown.min, to: shown.max } };
  }

  previewY({ min, max }: Bounds): void {
    if (Number.isFinite(min) && max > min) this.#previewLimits = { value: { min, max } };
  }

  /** Multiplies the length of the visible part of the x axis, around a pixel of the plot. */
  zoomX(factor: number, pixel: number): void {
    if (!this.geometry) return;
    const { x } = this.geometry;
    // From the ends of the axis rather than from what is drawn, which is a moment behind.
    this.previewX(zoomBounds(this.xBounds, x.isLog, factor, toValue(x, pixel)));
  }

  zoomY(factor: number, pixel: number): void {
    const { bounds } = this.scale;
    if (!this.geometry || !bounds) return;
    const { y } = this.geometry;
    this.previewY(zoomBounds(bounds, y.isLog, factor, toValue(y, pixel)));
  }

  /** Makes the range and the limits of a gesture those of the chart. */
  commit(): void {
    const [range, limits] = [this.#previewRange, this.#previewLimits];
    this.#previewRange = null;
    this.#previewLimits = null;
    if (range) this.setRange(range.value);
    if (limits) this.setLimits(limits.value);
  }

  /** Forgets what a gesture has changed. */
  cancel(): void {
    this.#previewRange = null;
    this.#previewLimits = null;
    this.selection = null;
  }

  setRange(range: AxisRange | null): void {
    const { onrange } = this.#read();
    if (onrange) onrange(range);
    else this.#ownRange = range;
  }

  /** With null, the program chooses the limits again. */
  setLimits(limits: YLimits | null): void {
    if (limits === null) this.showsAll = false;
    const { onlimits } = this.#read();
    if (onlimits) onlimits(limits);
    else this.#ownLimits = limits;
  }
}
