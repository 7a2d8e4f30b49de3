import { meanSpeed, ownSeconds, totalSteps, type Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { print, printToStderr } from './output';
import type { RunReporter } from './run-reporter';

/** `--json`: one JSON object per line on stdout, and nothing else there. `fields` are added to each: of which run it is. */
export function jsonReporter(fields: object = {}): RunReporter {
  const printLine = (value: object): void => print(JSON.stringify({ ...value, ...fields }));
  return {
    begin(run, project) {
      printLine({
        event: 'start',
        runId: run.id,
        project: project.directory,
        name: run.name,
        method: run.method,
        seed: run.seed,
        step: run.step,
        steps: totalSteps(run),
      });
    },
    metrics(columns) {
      // One line per step, with all metrics of the step; null is a value that is not finite.
      const steps = new Map<number, { seconds: number; values: Record<string, number | null> }>();
      for (const { metric, step, seconds, value } of columns)
        step.forEach((number, row) => {
          const point = steps.get(number) ?? { seconds: seconds[row] ?? 0, values: {} };
          const recorded = value[row];
          point.values[metric] = typeof recorded === 'number' ? recorded : null;
          steps.set(number, point);
        });
      const sorted = [...steps].sort(([a], [b]) => a - b);
      for (const [step, point] of sorted) printLine({ event: 'metrics', step, ...point });
    },
    progress: (progress) => printLine({ event: 'progress', progress }),
    checkpoint: (step) => printLine({ event: 'checkpoint', step }),
    log: ({ time, level, message }) => printLine({ event: 'log', time, level, message }),
    stopping: () => printToStderr('Stopping with a checkpoint. Ctrl-C again ends at once.'),
    end: (run, project) => printLine(endEvent(run, project)),
  };
}

/** The last line: the result of the run. `seconds` counts training without pauses and set-up. */
export function endEvent(run: Run, project: ProjectFolder): object {
  return {
    event: 'end',
    status: run.status,
    failure: run.failure,
    runId: run.id,
    project: project.directory,
    steps: run.step,
    seconds: ownSeconds(run),
    stepsPerSecond: meanSpeed(run),
    metrics: run.metrics,
    selected: run.selected,
  };
}
