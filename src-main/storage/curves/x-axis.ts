import { examplesPerStep } from '#spec/examples-per-step';
import type { Experiment } from '#spec/experiment';
import { exampleUnit } from '#spec/example-unit';
import { metricNames } from '#spec/metric-catalogue';
import type { CurvesRequest } from '#spec/curves';
import { quote } from '#spec/quote';
import type { MetricRows } from '../metric-files';
import type { RunColumns } from './column-cache';
import { expectedUpdates } from './expected-updates';

/** A run that has columns and settings. */
export interface RunWithColumns {
  id: string;
  columns: RunColumns;
  /** Null of a run that was imported without a model. */
  readSpec: () => Promise<Experiment | null>;
}

/** A run whose curves are read. */
export interface CurveRun extends RunWithColumns {
  /** Its axis, or a sentence where it has no such axis; found once for all of its curves. */
  axis: () => Promise<XAxisOfRun | string>;
}

/** What the x axis of a request counts, for one run. */
export interface XAxisOfRun {
  /**
   * The place of each row on the axis; NaN where it has none. `firstSeconds`: of the first row of the curve, which need
   * not be among the rows.
   */
  place: (rows: MetricRows, firstSeconds: number) => Float64Array;
  /** Units of the axis in a step, where a step is worth the same throughout the run: 1 on the axis of steps. */
  perStep: number | null;
  /** What the task calls its examples, on the axis that counts them: `ticks`, `characters`. */
  unit?: string;
  /** What has to be said of the axis. */
  note: string | null;
}

type AxisRequest = Pick<CurvesRequest, 'x' | 'xMetric' | 'xModule'>;

/** Gives a run the axis of a request. The axis throws WorkbenchError where a file cannot be read. */
export function withAxis(request: AxisRequest, run: RunWithColumns): CurveRun {
  let axis: Promise<XAxisOfRun | string> | undefined;
  return { ...run, axis: () => (axis ??= findAxis(request, run)) };
}

async function findAxis(request: AxisRequest, run: RunWithColumns): Promise<XAxisOfRun | string> {
  const axis = await axisOfRun(request, run);
  return typeof axis === 'string' ? axis : { ...axis, place: rememberPlaces(axis.place) };
}

/** Most metrics of a run share the columns of step and seconds, so that their places are found once. */
function rememberPlaces(place: XAxisOfRun['place']): XAxisOfRun['place'] {
  const known = new Map<Float64Array, Float64Array>();
  return (rows, firstSeconds) => {
    const places = known.get(rows.step) ?? place(rows, firstSeconds);
    known.set(rows.step, places);
    return places;
  };
}

async function axisOfRun(request: AxisRequest, run: RunWithColumns): Promise<XAxisOfRun | string> {
  switch (request.x) {
    case 'step':
      return { place: ({ step }) => step, perStep: 1, note: null };
    case 'seconds':
      return { place: ({ seconds }) => seconds, perStep: null, note: null };
    case 'relative':
      return { place: fromFirst, perStep: null, note: null };
    case 'examples':
      return examplesAxis(run);
    case 'updates':
      return updatesAxis(request.xModule, run);
    case 'metric':
      return metricAxis(request.xMetric, run);
  }
}

function fromFirst({ seconds }: MetricRows, first: number): Float64Array {
  const places = new Float64Array(seconds.length);
  for (let row = 0; row < places.length; row += 1) places[row] = (seconds[row] as number) - first;
  return places;
}

function linearAxis(perStep: number, note: string | null = null): XAxisOfRun {
  return { place: ({ step }) => step.map((at) => at * perStep), perStep, note };
}

/** In a curriculum a step grows with the task: then what was recorded is interpolated. */
async function examplesAxis(run: RunWithColumns): Promise<XAxisOfRun | string> {
  const spec = await run.readSpec();
  if (!spec) return 'was imported, and how many examples it has seen is not known';
  const unit = exampleUnit(spec.task);
  const perStep = examplesPerStep(spec);
  if (perStep !== null) return { ...linearAxis(perStep), unit };
  const seen = await run.columns.read(metricNames.examplesSeen);
  if (!seen || seen.step.length === 0) return 'has not recorded how many examples it has seen';
  return { place: ({ step }) => interpolateSeen(step, seen), perStep: null, unit, note: null };
}

/** Examples seen at each step: interpolated between the recorded numbers, and after the last as between the last two. */
function interpolateSeen(steps: Float64Array, { step, value }: MetricRows): Float64Array {
  const last = step.length - 1;
  let after = 0;
  return steps.map((at) => {
    while (after < last && (step[after] ?? 0) < at) after += 1;
    // None are seen at step 0.
    const [from, low] = after === 0 ? [0, 0] : [step[after - 1] ?? 0, value[after - 1] ?? 0];
    const [to, high] = [step[after] ?? 0, value[after] ?? 0];
    return to > from ? low + ((high - low) * (at - from)) / (to - from) : high;
  });
}

async function updatesAxis(
  module: string | undefined,
  run: RunWithColumns,
): Promise<XAxisOfRun | string> {
  if (module === undefined) return 'needs the module whose updates the axis counts';
  const spec = await run.readSpec();
  if (!spec) return 'was imported, and how often it has updated is not known';
  const updates = expectedUpdates(spec, module);
  if (typeof updates === 'string') return updates;
  const { windowSteps, probability } = updates;
  return {
    place: ({ step }) => step.map((at) => Math.floor(at / windowSteps) * probability),
    perStep: probability / windowSteps,
    note:
      probability < 1
        ? `Updates are expected numbers: a module updates with probability ${probability}.`
        : null,
  };
}

async function metricAxis(
  metric: string | undefined,
  run: RunWithColumns,
): Promise<XAxisOfRun | string> {
  const measured = metric === undefined ? null : await run.columns.read(metric);
  if (!measured || measured.step.length === 0)
    return metric === undefined
      ? 'needs the metric that the axis shows'
      : `has not measured ${quote(metric)}, which the axis shows`;
  return { place: ({ step }) => latestValues(step, measured), perStep: null, note: null };
}

/** The value at the last evaluation at or before each step; NaN before the first one. */
function latestValues(steps: Float64Array, measured: MetricRows): Float64Array {
  let next = 0;
  return steps.map((step) => {
    while (next < measured.step.length && (measured.step[next] ?? 0) <= step) next += 1;
    return next === 0 ? NaN : (measured.value[next - 1] ?? NaN);
  });
}
