import { decidingMetrics } from '#spec/deciding-loss';
import type { Experiment } from '#spec/experiment';
import { isHeldOut, isSmallerBetter, type MetricPoint } from '#spec/metric-catalogue';
import type { MetricSummary, Run, Selection } from '#spec/run';
import { eachMetric, readMetric, type MetricRows } from './metrics';

type Point = Pick<MetricPoint, 'metric' | 'step' | 'value'>;

/** The values of the validation and the test part at one step, by metric. */
type Evaluation = Record<string, number>;

interface MetricEntry {
  summary: MetricSummary & { worst: number };
  isSmallerBetter: boolean;
  isHeldOut: boolean;
}

/** What a summary needs to know of its run. */
type SummarizedRun = Pick<Run, 'data'> & { spec: Pick<Experiment, 'model' | 'task'> | null };

/**
 * Last and best value of each metric, and the step that the validation part chooses, updated point by point. NaN and
 * infinite values are never the best. The points of one evaluation may come in any order, but after those of earlier
 * ones. Where the run went on with other data, only evaluations after that step choose.
 */
export class MetricSummaries {
  /** The metrics that may choose the step, the one to prefer first. */
  readonly #deciding: readonly string[];
  /** Only evaluations after this step choose: those before it were made with other data. */
  readonly #chooseAfter: number;
  /** By deciding metric, its best step so far. */
  readonly #chosen = new Map<string, Omit<Selection, 'metric'>>();
  readonly #byMetric = new Map<string, MetricEntry>();
  #evaluated: { step: number; values: Evaluation } | null = null;

  constructor({ spec, data }: SummarizedRun) {
    this.#deciding = decidingMetrics(spec, 'validation');
    this.#chooseAfter = data.length > 1 ? (data.at(-1)?.fromStep ?? -1) : -1;
  }

  add({ metric, step, value }: Point): void {
    const entry = this.#byMetric.get(metric);
    if (!Number.isFinite(value)) {
      if (entry) entry.summary.notFiniteAt = step;
      return;
    }
    if (!entry) {
      this.#addMetric(metric, step, value);
      return;
    }
    const { summary } = entry;
    summary.last = value;
    delete summary.notFiniteAt;
    if (entry.isHeldOut) this.#noteEvaluated(entry, { metric, step, value });
    const { isSmallerBetter: smaller } = entry;
    if (beats(value, summary.best, smaller))
      Object.assign(summary, { best: value, bestStep: step });
    else if (beats(summary.worst, value, smaller)) summary.worst = value;
  }

  /** Copies in the format of `run.json`. */
  toRunFields(): Pick<Run, 'metrics' | 'selected'> {
    const entries = [...this.#byMetric];
    return {
      metrics: Object.fromEntries(entries.map(([metric, { summary }]) => [metric, { ...summary }])),
      selected: this.#selection(),
    };
  }

  #addMetric(metric: string, step: number, value: number): void {
    const entry = {
      summary: { last: value, best: value, worst: value, bestStep: step },
      // Parsing the name for every point would take longer than the rest.
      isSmallerBetter: isSmallerBetter(metric),
      isHeldOut: isHeldOut(metric),
    };
    this.#byMetric.set(metric, entry);
    if (entry.isHeldOut) this.#noteEvaluated(entry, { metric, step, value });
  }

  /** Adds the point to the evaluation of its step, which it chooses if it is the best so far. */
  #noteEvaluated({ isSmallerBetter: smaller }: MetricEntry, { metric, step, value }: Point): void {
    if (this.#evaluated?.step !== step) this.#evaluated = { step, values: {} };
    const { values } = this.#evaluated;
    values[metric] = value;
    if (step <= this.#chooseAfter || !this.#deciding.includes(metric)) return;
    const best = this.#chosen.get(metric);
    if (!best || beats(value, best.value, smaller))
      this.#chosen.set(metric, { step, value, values });
  }

  #selection(): Selection | null {
    const metric = this.#deciding.find((name) => this.#chosen.has(name));
    const chosen = metric === undefined ? undefined : this.#chosen.get(metric);
    if (metric === undefined || !chosen) return null;
    return { metric, ...chosen, values: { ...chosen.values } };
  }
}

/** Whether a value is better than another one. */
function beats(value: number, other: number, smaller: boolean): boolean {
  return smaller ? value < other : value > other;
}

/** Reads every metric file of a run and summarizes it. Throws a WorkbenchError as `readMetric` does. */
export async function readMetricSummaries(
  runDirectory: string,
  run: SummarizedRun,
): Promise<MetricSummaries> {
  const summary = new SummaryOfCurves(run);
  for await (const [metric, rows] of eachMetric(runDirectory)) summary.add(metric, rows);
  return summary.finish();
}

/** The same of curves in memory. */
export function summarizeCurves(
  curves: Iterable<readonly [string, MetricRows]>,
  run: SummarizedRun,
): MetricSummaries {
  const summary = new SummaryOfCurves(run);
  for (const [metric, rows] of curves) summary.add(metric, rows);
  return summary.finish();
}

/** Puts the points of whole curves in the order that `MetricSummaries` asks for. */
class SummaryOfCurves {
  readonly #summaries: MetricSummaries;
  readonly #evaluated: Point[] = [];

  constructor(run: SummarizedRun) {
    this.#summaries = new MetricSummaries(run);
  }

  add(metric: string, { step, value: values }: MetricRows): void {
    const heldOut = isHeldOut(metric);
    values.forEach((value, row) => {
      const point = { metric, step: step[row] ?? 0, value };
      if (heldOut) this.#evaluated.push(point);
      else this.#summaries.add(point);
    });
  }

  finish(): MetricSummaries {
    this.#evaluated.sort((a, b) => a.step - b.step);
    for (const point of this.#evaluated) this.#summaries.add(point);
    return this.#summaries;
  }
}

/** By folder of a run: what `readSelection` has found, so that only the first listing of old runs reads curves. */
const knownSelections = new Map<string, Selection>();

/**
 * The step that the validation part chooses, for a run whose file does not name it: one of an earlier version. Null
 * where nothing was validated. Reads one row of each metric of the validation and the test part, unless the summaries
 * of the run have its value already. `by`: another metric than the one that decides in the run.
 */
export async function readSelection(
  runDirectory: string,
  { spec, metrics }: Pick<Run, 'spec' | 'metrics'>,
  by?: string,
): Promise<Selection | null> {
  const deciding = by === undefined ? decidingMetrics(spec, 'validation') : [by];
  const metric = deciding.find((name) => Object.hasOwn(metrics, name));
  const summary = metric === undefined ? undefined : metrics[metric];
  if (metric === undefined || !summary) return null;
  const { best: value, bestStep: step } = summary;
  const known = knownSelections.get(runDirectory);
  if (known?.metric === metric && known.step === step && known.value === value) return known;
  const names = Object.keys(metrics).filter(isHeldOut);
  const measured = await Promise.all(
    names.map(async (name): Promise<[string, number]> => {
      const own = metrics[name];
      if (own?.bestStep === step) return [name, own.best];
      // A curve that cannot be read must not hinder the listing of runs.
      const rows = await readMetric(runDirectory, name, { fromStep: step, toStep: step }).catch(
        () => null,
      );
      return [name, rows?.value.at(-1) ?? Number.NaN];
    }),
  );
  const values = Object.fromEntries(measured.filter(([, at]) => Number.isFinite(at)));
  const selection = { metric, step, value, values };
  knownSelections.set(runDirectory, selection);
  return selection;
}
