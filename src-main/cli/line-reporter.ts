import { totalSteps, type Run } from '#spec/run';
import { formatCount } from './format';
import { print, printToStderr } from './output';
import type { RunReporter } from './run-reporter';

/** One of several runs of a command: a line where it begins, at each checkpoint, and at its end. */
export function lineReporter(): RunReporter {
  let tell: (text: string) => void = () => undefined;
  return {
    begin(run) {
      tell = (text) => print(`${run.id}: ${text}`);
      tell(`${run.name}, from step ${describeStep(run)}`);
    },
    metrics: () => undefined,
    progress: () => undefined,
    checkpoint: (step) => tell(`checkpoint of step ${formatCount(step)}`),
    log: ({ level, message }) => {
      if (level !== 'info') tell(message);
    },
    stopping: () => printToStderr('Stopping with checkpoints. Ctrl-C again ends at once.'),
    end: (run) =>
      tell(
        `${run.status} at step ${describeStep(run)}${run.failure === null ? '' : `. ${run.failure}`}`,
      ),
  };
}

function describeStep(run: Run): string {
  return `${formatCount(run.step)} of ${formatCount(totalSteps(run))}`;
}
