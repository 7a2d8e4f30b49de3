import type { JobRunner } from '#cluster/job-runner';
import { describeJobState } from '#analysis/describe-job';
import { isOfKind } from '#spec/errors';
import type { Job } from '#spec/job';
import { totalSteps, type TrainedRun } from '#spec/run';
import type { ProjectFolder } from '#storage/projects';
import { readTrainedRun } from '#storage/runs';
import { onInterrupt } from '../launch/interrupt-signals';
import { newJobRunner } from './cluster-tools';
import { exitStatusOf } from './drive-run';
import { exitStatus } from './exit-status';
import { formatCount } from './format';
import { endEvent } from './json-reporter';
import { onOutputClosed, print, printToStderr } from './output';

/** Milliseconds between two lines that only say how far a run is. */
const progressEveryMs = 2000;

/**
 * Follows jobs until they are over, and tells how they go on. `begin` sends or finds them. Ctrl-C ends this command: the
 * jobs go on. Returns the exit status: that of the worst run.
 */
export async function followJobs(
  project: ProjectFolder,
  { json = false }: { json?: boolean },
  begin: (runner: JobRunner) => Promise<readonly Job[]>,
): Promise<number> {
  const tell = json ? (line: object) => print(JSON.stringify(line)) : null;
  let toldAt = 0;
  const runner = newJobRunner({
    onJob(_project, job) {
      if (tell) tell({ event: 'job', ...job });
      else print(describeJobState(job));
    },
    onRun(_project, run) {
      if (tell) tell({ event: 'run', runId: run.id, status: run.status, step: run.step });
      else if (Date.now() - toldAt > progressEveryMs && run.status === 'running') {
        toldAt = Date.now();
        print(`${run.id}: ${describeStep(run)}`);
      }
    },
    onTrouble: (_project, job, message) => tellTrouble(job, message),
  });
  let isInterrupted = false;
  const leave = (): void => {
    isInterrupted = true;
    void runner.close();
  };
  // What is on its way gets a moment, and none with the second Ctrl-C.
  const removeListener = onInterrupt(leave, () => void runner.close(0));
  onOutputClosed(leave);
  try {
    const jobs = await begin(runner);
    const over = await Promise.all(jobs.map(({ id }) => runner.whenOver(project, id)));
    if (isInterrupted) {
      tellLeft(over);
      return exitStatus.interrupted;
    }
    return await tellEnds(project, over, tell);
  } finally {
    removeListener();
    await runner.close();
  }
}

/** What becomes of jobs that are not over. */
function tellLeft(jobs: readonly Job[]): void {
  const unsent = jobs.filter(({ status }) => status === 'sending');
  for (const { id } of unsent)
    printToStderr(
      `The job '${id}' was not sent yet: \`jobs follow\` sends it, \`jobs stop\` takes it back.`,
    );
  if (unsent.length < jobs.length || jobs.length === 0)
    printToStderr(
      'The jobs go on. `jobs list` shows them, `jobs follow` brings their curves back, `jobs stop` ends one with a checkpoint.',
    );
}

/** Nothing is said where a place answers again: what has come from it says so. */
export function tellTrouble({ id, status }: Job, message: string | null): void {
  if (message === null) return;
  const what = status === 'sending' ? 'is sent as soon as it can be' : 'goes on there';
  printToStderr(`warning: ${message} The job '${id}' ${what}; the place is asked again.`);
}

async function tellEnds(
  project: ProjectFolder,
  jobs: readonly Job[],
  tell: ((line: object) => void) | null,
): Promise<number> {
  const statuses: number[] = [];
  for (const runId of jobs.flatMap(({ runIds }) => runIds)) {
    const run = await readTrainedRun(project, runId, 'be followed').catch(unlessDeleted);
    if (!run) {
      printToStderr(
        `warning: The run '${runId}' was deleted: what its job has sent of it is gone.`,
      );
      continue;
    }
    if (tell) tell(endEvent(run, project));
    else
      print(
        `${run.id}: ${run.status} at ${describeStep(run)}${run.failure === null ? '' : `. ${run.failure}`}`,
      );
    statuses.push(exitStatusOf(run));
  }
  return Math.max(0, ...statuses);
}

function unlessDeleted(error: unknown): null {
  if (isOfKind(error, 'notFound')) return null;
  throw error;
}

function describeStep(run: TrainedRun): string {
  return `step ${formatCount(run.step)} of ${formatCount(totalSteps(run))}`;
}
