import { countNoun } from '#spec/count-noun';
import { isEnded, type Run } from '#spec/run';
import { canResume } from './run-questions';

/** What can be done with several runs, each with the runs of them that it is for. */
export interface RunTargets {
  pause: Run[];
  resume: Run[];
  stop: Run[];
  /** Runs that did not finish: they start again. */
  retry: Run[];
  archive: Run[];
  unarchive: Run[];
  /** A run at work cannot be deleted: it has to be stopped first. */
  delete: Run[];
}

export function findTargets(chosen: readonly Run[]): RunTargets {
  return {
    pause: chosen.filter(({ status }) => status === 'running'),
    resume: chosen.filter(
      (run) => run.status === 'paused' || (run.status === 'stopped' && canResume(run)),
    ),
    stop: chosen.filter(({ status }) => !isEnded(status)),
    retry: chosen.filter(({ status }) => isUnfinished(status)),
    archive: chosen.filter(({ archived }) => !archived),
    unarchive: chosen.filter(({ archived }) => archived),
    delete: chosen.filter(({ status }) => isEnded(status)),
  };
}

/** Whether a run has ended otherwise than planned, so that it is worth another try. */
function isUnfinished(status: Run['status']): boolean {
  return status === 'failed' || status === 'interrupted';
}

/** `1 run`, `12 runs`, `1,000 runs`. */
export function countRuns(count: number): string {
  return countNoun(count, 'run');
}

/**
 * What could not be done, as a sentence that names the runs: `2 of 5 runs could not be deleted: 'A' is still at work; 'B':
 * The disk is full.`
 */
export function describeFailures(
  what: string,
  total: number,
  failures: readonly { runId: string; message: string }[],
  nameOf: (runId: string) => string,
): string | null {
  if (failures.length === 0) return null;
  const shown = failures.slice(0, 3).map(({ runId, message }) => `${nameOf(runId)}: ${message}`);
  const more = failures.length - shown.length;
  const count = total === 1 ? 'The run' : `${failures.length} of ${countRuns(total)}`;
  return `${count} could not be ${what}. ${shown.join(' ')}${more > 0 ? ` And ${more} more.` : ''}`;
}

/** What the program has noticed while the run trained, a line for each. */
export function describeAlerts({ alerts }: Run): string {
  return alerts.map(({ message }) => message).join('\n');
}
