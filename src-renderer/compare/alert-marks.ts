import { examplesPerStep } from '#spec/examples-per-step';
import type { XAxis } from '#spec/comparison';
import type { Run } from '#spec/run';
import { alertMarks } from '../runs/alert-marks';
import type { EventMark } from '../ui/chart/event-marks';

/** A run that has alerts, under the name of its line. */
export interface AlertedRun {
  name: string;
  run: Run;
}

/** The runs with alerts among lines; those of a group are told apart by their seeds. */
export function listAlertedRuns(
  lines: readonly { label: string; group: { runs: readonly Run[] } }[],
): AlertedRun[] {
  return lines.flatMap(({ label, group: { runs } }) =>
    runs
      .filter(({ alerts }) => alerts.length > 0)
      .map((run) => ({ run, name: runs.length > 1 ? `${label}, seed ${run.seed}` : label })),
  );
}

/**
 * The alerts on a chart of a metric: of the runs that have a curve in it. An alert knows its step alone, so that there are
 * marks on the axes that follow from steps: steps and examples.
 */
export function findAlertMarks(
  alerted: readonly AlertedRun[],
  { metric, xAxis }: { metric: string; xAxis: XAxis },
): EventMark[] {
  return alerted.flatMap(({ run, name }) => {
    const perStep = metric in run.metrics ? unitsPerStep(run, xAxis) : null;
    if (perStep === null) return [];
    return alertMarks(run, name).map(({ x, text }) => ({ x: x * perStep, text }));
  });
}

function unitsPerStep({ spec }: Run, xAxis: XAxis): number | null {
  if (xAxis === 'step') return 1;
  return xAxis === 'examples' && spec ? examplesPerStep(spec) : null;
}
