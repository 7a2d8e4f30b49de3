import type { Curve, CurvesRequestInput } from '#spec/curves';

type Line = CurvesRequestInput['lines'][number];
type Metric = CurvesRequestInput['metrics'][number];

interface Entry {
  /** Null where there is no such curve; undefined where it has not arrived yet. */
  curve: Curve | null | undefined;
  /** Whether its run has recorded more since it was asked for. */
  isStale: boolean;
  isAsked: boolean;
}

/** Of one line, the entries by metric and smoothing. */
interface LineEntries {
  runIds: ReadonlySet<string>;
  byMetric: Map<string, Entry>;
}

/** By content of the line. */
type Entries = Map<string, LineEntries>;

/** One call of `runs.curves`. */
export interface CurvesCall {
  request: CurvesRequestInput;
  entries: Entry[];
}

/** The curves that a window has of the last request, by `curveKey`. */
export type ShownCurves = ReadonlyMap<string, Curve>;

export const noCurves: ShownCurves = new Map();

export function curveKey(key: string, metric: string): string {
  return `${key}\n${metric}`;
}

/** The curves of each metric, by line. */
export function byMetricAndLine(shown: ShownCurves): Map<string, Map<string, Curve>> {
  const byMetric = new Map<string, Map<string, Curve>>();
  for (const curve of shown.values()) {
    const byLine = byMetric.get(curve.metric) ?? new Map<string, Curve>();
    byMetric.set(curve.metric, byLine.set(curve.key, curve));
  }
  return byMetric;
}

/** What curves say of themselves, such as why a run has none: each sentence once. */
export function listNotes(curves: readonly Curve[]): string[] {
  return [...new Set(curves.flatMap(({ notes }) => notes))];
}

/** Whether these are the very same curves. */
export function hasSameCurves(a: ShownCurves | undefined, b: ShownCurves): boolean {
  return a?.size === b.size && [...b].every(([key, curve]) => a.get(key) === curve);
}

/**
 * Remembers the curves that were loaded, and says what has to be asked for when the request changes or runs go on. The
 * curves of the whole axis stay while a range is shown, so that zooming out asks for nothing, and zooming in neither where
 * they have all points; curves of lines and metrics that leave the request stay too, until its other parts change.
 *
 *     store.setRequest(request);
 *     for (const call of store.takeCalls()) store.receive(call, await send(call.request));
 *     draw(store.shown());
 */
export class CurveStore {
  #request: CurvesRequestInput | null = null;
  /** What the curves depend on besides line, metric and range. */
  #view = '';
  /** What the x axis counts: curves of another axis are not shown while new ones are loaded. */
  #axis = '';
  #range = '';
  #whole: Entries = new Map();
  #inRange: Entries = new Map();
  #shown: ShownCurves = noCurves;

  setRequest(request: CurvesRequestInput | null): void {
    this.#request = request;
    if (!request) return;
    const { range = null, x, xMetric, xModule } = request;
    const viewText = JSON.stringify({ ...request, lines: null, metrics: null, range: null });
    const rangeText = JSON.stringify(range);
    const axis = JSON.stringify([x, xMetric, xModule]);
    if (viewText !== this.#view) this.#whole = new Map();
    if (viewText !== this.#view || rangeText !== this.#range) this.#inRange = new Map();
    if (axis !== this.#axis) this.#shown = noCurves;
    [this.#view, this.#range, this.#axis] = [viewText, rangeText, axis];
  }

  /** Forgets all curves: those of another project. */
  clear(): void {
    [this.#request, this.#shown] = [null, noCurves];
    [this.#whole, this.#inRange] = [new Map(), new Map()];
  }

  /** Curves of these runs, or of all, are not the newest any more. Returns whether one that is shown is among them. */
  markStale(runId: string | null): boolean {
    for (const entries of [this.#whole, this.#inRange])
      for (const { runIds, byMetric } of entries.values())
        if (runId === null || runIds.has(runId))
          for (const entry of byMetric.values()) entry.isStale = true;
    return this.hasStale();
  }

  /** Whether curves of the request are not the newest. */
  hasStale(): boolean {
    return this.#wanted().some(({ entry }) => entry.isStale);
  }

  /** Whether curves of the request have not arrived yet. */
  isIncomplete(): boolean {
    return this.#wanted().some(({ entry }) => entry.curve === undefined);
  }

  /**
   * The calls that bring the curves that are missing; with `updates`, those that bring newer ones. They count as asked
   * for, until `receive` or `fail` is called. `maxRuns`: with which metric more curves of runs would be asked for than
   * this, the next calls begin.
   */
  takeCalls({ updates = false, maxRuns = Infinity } = {}): CurvesCall[] {
    const request = this.#request;
    if (!request) return [];
    const missing = this.#wanted().filter(
      ({ entry }) =>
        !entry.isAsked && (updates ? entry.isStale : entry.curve === undefined || entry.isStale),
    );
    const calls = new Map<string, { lines: Line[]; metrics: Metric[]; entries: Entry[] }>();
    let runs = 0;
    for (const [metric, ofMetric] of groupByMetric(missing)) {
      const lines = ofMetric.map(({ line }) => line);
      const runsOfMetric = lines.reduce((sum, { runIds }) => sum + runIds.length, 0);
      if (runs > 0 && runs + runsOfMetric > maxRuns) break;
      runs += runsOfMetric;
      // Metrics that are missing for the same lines are asked for in one call.
      const id = ofMetric.map(({ lineId }) => lineId).join('\n');
      const call = calls.get(id) ?? { lines, metrics: [], entries: [] };
      call.metrics.push(metric);
      for (const { entry } of ofMetric) {
        call.entries.push(entry);
        Object.assign(entry, { isAsked: true, isStale: false });
      }
      calls.set(id, call);
    }
    return [...calls.values()].map(({ entries, ...parts }) => ({
      request: { ...request, ...parts },
      entries,
    }));
  }

  /** Takes the answer to a call. That to an outdated request changes nothing that is shown. */
  receive({ request, entries }: CurvesCall, curves: readonly Curve[]): void {
    const byKey = new Map(curves.map((curve) => [curveKey(curve.key, curve.metric), curve]));
    // The entries are in the order of the metrics, and the lines within each.
    request.metrics.forEach(({ metric }, metricIndex) =>
      request.lines.forEach(({ key }, lineIndex) => {
        const entry = entries[metricIndex * request.lines.length + lineIndex];
        if (entry)
          Object.assign(entry, { curve: byKey.get(curveKey(key, metric)) ?? null, isAsked: false });
      }),
    );
  }

  /** The call has failed. What it asked for is not asked for again before the request changes. */
  fail({ entries }: CurvesCall): void {
    for (const entry of entries)
      Object.assign(entry, { isAsked: false, curve: entry.curve ?? null });
  }

  /** The curves of the request; while one is loaded, the whole curve, or the one that was shown before. */
  shown(): ShownCurves {
    const shown = new Map<string, Curve>();
    for (const { line, metric, lineId, entry } of this.#wanted()) {
      const key = curveKey(line.key, metric.metric);
      const known =
        entry.curve !== undefined
          ? entry.curve
          : (this.#whole.get(lineId)?.byMetric.get(metricId(metric))?.curve ??
            this.#shown.get(key));
      if (known) shown.set(key, known);
    }
    this.#shown = shown;
    return shown;
  }

  /** The entries of all lines and metrics of the request, the metrics in their order and the lines within each. */
  #wanted(): { line: Line; metric: Metric; lineId: string; entry: Entry }[] {
    const request = this.#request;
    if (!request) return [];
    const lines = request.lines.map((line) => ({ line, lineId: JSON.stringify(line) }));
    return request.metrics.flatMap((metric) => {
      const id = metricId(metric);
      return lines.map(({ line, lineId }) => {
        const whole = entryOf(this.#whole, line, lineId, id);
        if (!request.range) return { line, metric, lineId, entry: whole };
        const entry = entryOf(this.#inRange, line, lineId, id);
        useWhole(entry, whole);
        return { line, metric, lineId, entry };
      });
    });
  }
}

/** Where the whole curve has each of its points, it is that of the range too. */
function useWhole(inRange: Entry, { curve, isStale, isAsked }: Entry): void {
  if (inRange.curve !== undefined || inRange.isAsked || curve === undefined) return;
  if (curve && curve.x.length < curve.total) return;
  inRange.curve = curve;
  inRange.isStale = isStale || isAsked;
}

function metricId({ metric, smoothing = 0 }: Metric): string {
  return `${metric}\n${smoothing}`;
}

function entryOf(entries: Entries, line: Line, lineId: string, metric: string): Entry {
  let ofLine = entries.get(lineId);
  if (!ofLine) {
    ofLine = { runIds: new Set(line.runIds), byMetric: new Map() };
    entries.set(lineId, ofLine);
  }
  let entry = ofLine.byMetric.get(metric);
  if (!entry) {
    entry = { curve: undefined, isStale: false, isAsked: false };
    ofLine.byMetric.set(metric, entry);
  }
  return entry;
}

function groupByMetric<T extends { metric: Metric }>(items: readonly T[]): Map<Metric, T[]> {
  const groups = new Map<Metric, T[]>();
  for (const item of items) {
    const group = groups.get(item.metric);
    if (group) group.push(item);
    else groups.set(item.metric, [item]);
  }
  return groups;
}
