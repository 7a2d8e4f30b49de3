import { isHeldOut, parseSplitMetric, splitMetricName } from '#spec/metric-catalogue';
import { isEnded, type Run, type Selection } from '#spec/run';
import { findHeadline } from '#spec/run-result';
import type { StudyContent } from '#spec/study';
import { hasEndedTraining } from './run-outcome';

/** What a study reads its answer from. */
export interface StudyMeasure {
  /** The validation metric that chooses the step of each run; null: none does, and the last value counts. */
  selectedBy: string | null;
  /** The metric that is reported at that step. */
  metric: string;
}

/** What is measured, as the study says or as its runs allow; null while no run has measured anything. */
export function findMeasure(
  { selectBy, metric }: Pick<StudyContent, 'selectBy' | 'metric'>,
  runs: readonly Run[],
): StudyMeasure | null {
  const selectedBy = selectBy ?? runs.find(({ selected }) => selected)?.selected?.metric ?? null;
  const reported = metric ?? findReported(selectedBy, runs);
  return reported === null ? null : { selectedBy, metric: reported };
}

/** The test metric of the one that chooses, where it is measured; without one that chooses, what stands for the runs. */
function findReported(selectedBy: string | null, runs: readonly Run[]): string | null {
  const isMeasured = (metric: string): boolean =>
    runs.some(({ metrics }) => Object.hasOwn(metrics, metric));
  const parts = selectedBy === null ? null : parseSplitMetric(selectedBy);
  if (parts) {
    const onTest = splitMetricName('test', parts.measure, parts.loss ?? undefined);
    if (isMeasured(onTest)) return onTest;
  }
  if (selectedBy !== null) return isMeasured(selectedBy) ? selectedBy : null;
  for (const run of runs) {
    const headline = findHeadline(run);
    if (headline) return headline.metric;
  }
  return null;
}

/** By run id: the step that the metric of the study chooses, read from the curves. */
export type Selections = ReadonlyMap<string, Selection>;

/**
 * A run as it counts for the answer of a study: with the step that the metric of the study chooses, and without a value
 * while it is at work or where it ended early.
 */
export function judgedRun(
  run: Run,
  { selectedBy, metric }: StudyMeasure,
  selections?: Selections,
): Run {
  const selected = chooseStep(run, selectedBy, selections);
  // A run that has diverged is none of the mean, by `readOutcome`.
  return hasEndedTraining(run) ? { ...run, selected } : withoutValue(run, selected, metric);
}

/** The selection of a run by a metric. Without its curves, as far as the summary of the run knows it. */
function chooseStep(
  run: Run,
  selectedBy: string | null,
  selections?: Selections,
): Selection | null {
  if (selectedBy === null || run.selected?.metric === selectedBy) return run.selected;
  const read = selections?.get(run.id);
  if (read) return read;
  const summary = run.metrics[selectedBy];
  if (!summary) return null;
  const { best: value, bestStep: step } = summary;
  if (run.selected?.step === step) return { ...run.selected, metric: selectedBy, value };
  const known = Object.entries(run.metrics).flatMap(([name, own]): [string, number][] =>
    isHeldOut(name) && own.bestStep === step ? [[name, own.best]] : [],
  );
  return { metric: selectedBy, step, value, values: Object.fromEntries(known) };
}

function withoutValue(run: Run, selected: Selection | null, metric: string): Run {
  const basis = selected ?? { metric, step: run.step, value: Number.NaN, values: {} };
  return {
    ...run,
    metrics: without(run.metrics, metric),
    selected: { ...basis, values: without(basis.values, metric) },
  };
}

function without<Value>(record: Record<string, Value>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}

/** Whether a run of the study is still to bring a value: it waits, trains, or was stopped. */
export function isOpen({ status }: Run): boolean {
  return !isEnded(status) || status === 'stopped' || status === 'interrupted';
}
