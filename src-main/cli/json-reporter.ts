import type { Run } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { print, tell } from './output';
import type { RunReporter } from './run-reporter';

/** `--json`: one object a line on stdout, and nothing else there. */
export function jsonReporter(): RunReporter {
  const line = (value: object): void => print(JSON.stringify(value));
  return {
    begin(run, project) {
      line({
        event: 'start',
        runId: run.id,
        project: project.directory,
        name: run.name,
        method: run.method,
        seed: run.seed,
        step: run.step,
        steps: run.spec.training.steps,
      });
    },
    metrics(columns) {
      // One line a step, with all that was measured there.
      const steps = new Map<number, { seconds: number; values: Record<string, number> }>();
      for (const { metric, step, seconds, value } of columns)
        step.forEach((at, row) => {
          const point = steps.get(at) ?? { seconds: seconds[row] ?? 0, values: {} };
          point.values[metric] = value[row] ?? 0;
          steps.set(at, point);
        });
      const inOrder = [...steps].sort(([a], [b]) => a - b);
      for (const [step, point] of inOrder) line({ event: 'metrics', step, ...point });
    },
    checkpoint: (step) => line({ event: 'checkpoint', step }),
    log: ({ time, level, message }) => line({ event: 'log', time, level, message }),
    stopping: () => tell('Stopping with a checkpoint. Ctrl-C again ends at once.'),
    end: (run, project) => line(endOf(run, project)),
  };
}

/** The last line: what came of the run. `seconds` of training, pauses and set-up not counted. */
export function endOf(run: Run, project: ProjectFolder): object {
  return {
    event: 'end',
    status: run.status,
    runId: run.id,
    project: project.directory,
    steps: run.step,
    seconds: run.seconds,
    stepsPerSecond: run.seconds > 0 ? run.step / run.seconds : 0,
    metrics: run.metrics,
  };
}
