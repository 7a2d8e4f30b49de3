import type { Curve } from '#spec/curves';
import type { XAxis } from '#spec/comparison';
import { quote } from '#spec/quote';
import { hasMissing } from './column-facts';
import type { CurveView, MeasuredCurve } from './run-curve';

/** The runs of a group that are not in its curve. */
export interface LeftOut {
  /** Runs of the group, whether they are in its curve or not. */
  runs: number;
  /** For each run without such an axis, why: a part of a sentence. */
  reasons: readonly string[];
}

/** Ends of runs that a note lists one by one, at most. */
const listedEnds = 4;

/** What has to be said of the curve of a group. */
export function describeGroup(
  view: CurveView,
  runs: readonly MeasuredCurve[],
  { runs: total, reasons }: LeftOut,
): Curve['notes'] {
  const axisNotes = new Set(runs.flatMap(({ axis }) => axis.note ?? []));
  const unmeasured = total - runs.length - reasons.length;
  return [
    ...describeSpans(view, runs),
    ...describeDiverged(view, runs),
    ...(view.x === 'metric' && view.xMetric !== undefined
      ? [`The x axis has the ${view.center} of ${quote(view.xMetric)} over the runs at each step.`]
      : []),
    ...axisNotes,
    ...(unmeasured > 0
      ? [`${countOf(unmeasured, total)} ${have(unmeasured)} not measured it.`]
      : []),
    ...[...new Set(reasons)].map((reason) => `A run of the group ${reason}, so it is left out.`),
  ];
}

/** `The mean is of 5 runs up to step 8,000 and of 3 after it.` Nothing where all runs have one span. */
function describeSpans(view: CurveView, runs: readonly MeasuredCurve[]): string[] {
  // On an axis of a metric the runs are aligned by step.
  const axis = view.x === 'metric' ? 'step' : view.x;
  const spans = runs.map(({ x, rows }) => {
    const column = axis === 'step' ? rows.step : x;
    return { from: column[0] ?? 0, to: column[column.length - 1] ?? 0 };
  });
  const units = new Set(runs.flatMap((run) => run.axis.unit ?? []));
  const [unit] = units;
  // Runs of different tasks have examples in common.
  const examples = units.size === 1 && unit !== undefined ? unit : 'examples';
  const start = Math.min(...spans.map(({ from }) => from));
  const end = Math.max(...spans.map(({ to }) => to));
  const changes = [...spans.map(({ from }) => from), ...spans.map(({ to }) => to)];
  const bounds = [...new Set(changes)].filter((at) => at > start && at < end).sort((a, b) => a - b);
  if (bounds.length === 0) return [];
  // Between two bounds the number of runs does not change.
  const numberBefore = (bound: number, before: number): number =>
    spans.filter(({ from, to }) => from < bound && to > before).length;
  const last = spans.filter(({ to }) => to > (bounds[bounds.length - 1] ?? start)).length;
  const parts = bounds.map(
    (bound, index) =>
      `of ${runCount(numberBefore(bound, bounds[index - 1] ?? start), index === 0)} up to ${placeText(axis, bound, examples)}`,
  );
  const shown = parts.slice(0, listedEnds);
  const rest =
    parts.length > listedEnds
      ? `of other numbers after it, of ${last} at the end`
      : `of ${last} after it`;
  return [`The ${view.center} is ${shown.join(', ')} and ${rest}.`];
}

function describeDiverged({ center }: CurveView, runs: readonly MeasuredCurve[]): string[] {
  const firsts = runs.flatMap(({ rows }) => {
    if (!hasMissing(rows.value)) return [];
    return [rows.step[rows.value.findIndex((value) => !Number.isFinite(value))] ?? 0];
  });
  if (firsts.length === 0) return [];
  const [first, ...others] = firsts.sort((a, b) => a - b);
  const from = `${others.length > 0 ? 'the first ' : ''}at step ${(first ?? 0).toLocaleString('en-US')}`;
  return [
    `${countOf(firsts.length, runs.length)} ${have(firsts.length)} values that are not finite, ${from}: they are missing in the ${center}.`,
  ];
}

/** `examples`: what these are called. */
function placeText(axis: XAxis, place: number, examples: string): string {
  const number = place.toLocaleString('en-US', { maximumSignificantDigits: place < 1000 ? 3 : 21 });
  switch (axis) {
    case 'step':
    case 'metric':
      return `step ${number}`;
    case 'seconds':
    case 'relative':
      return `${Math.round(place).toLocaleString('en-US')} s`;
    case 'examples':
      return `${number} ${examples}`;
    case 'updates':
      return `${number} ${axis}`;
  }
}

const have = (count: number): string => (count === 1 ? 'has' : 'have');
const countOf = (count: number, total: number): string => `${count} of the ${total} runs`;
const runCount = (count: number, named: boolean): string =>
  named ? `${count} ${count === 1 ? 'run' : 'runs'}` : String(count);
