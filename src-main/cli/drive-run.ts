import type { EmitEvent, WorkbenchEvent } from '#api/events';
import type { Run } from '#spec/run';
import { messageOf } from '#spec/errors';
import type { ProjectFolder } from '#storage/projects';
import { hasNvidiaDriver } from '#tensorflow/runtime/driver';
import { servingInstallation } from '#tensorflow/runtime/installed';
import { forkLauncher } from '#training/fork-port';
import { RunManager } from '#training/run-manager';
import { setUpWithProgress } from '../launch/set-up';
import { exitStatus } from './exit-status';
import { onInterrupt } from '../launch/interrupts';
import { tell, whenClosed } from './output';
import { resources, workerEntry } from './places';
import type { RunReporter } from './run-reporter';

/**
 * Trains one run to its end, through the same manager, process and folder as the window's, and tells
 * the reporter. `begin` starts the run or lets it go on; what it throws is thrown. The first Ctrl-C
 * stops with a checkpoint, the second ends at once.
 */
export async function driveRun(
  project: ProjectFolder,
  reporter: RunReporter,
  begin: (runs: RunManager) => Promise<Run>,
): Promise<Run> {
  let runId: string | null = null;
  const early: WorkbenchEvent[] = [];
  const hear = ({ event, payload }: WorkbenchEvent): void => {
    if (event === 'run.metrics') reporter.metrics(payload.series);
    if (event === 'run.checkpoint') reporter.checkpoint(payload.step);
    if (event === 'run.log') reporter.log(payload.entry);
  };
  const emit: EmitEvent = (event, payload) => {
    const message = { event, payload } as WorkbenchEvent;
    if (runId === null) early.push(message);
    else hear(message);
  };
  const runs = new RunManager({ launch: forkLauncher(workerEntry), resources, emit });
  await runs.open(project);
  const run = await begin(runs);
  runId = run.id;
  reporter.begin(run, project);
  early.forEach(hear);

  const stop = (): void => {
    reporter.stopping();
    void runs.stop(project, run.id).catch(() => undefined);
  };
  const release = onInterrupt(stop, () => void runs.kill(project, run.id).catch(() => undefined));
  whenClosed(() => void runs.stop(project, run.id).catch(() => undefined));
  try {
    const ended = await runs.whenEnded(project, run.id);
    reporter.end(ended, project);
    return ended;
  } finally {
    release();
  }
}

/** 0 also for a stop that was asked for: the checkpoint is there. */
export function exitStatusOf({ status, failure }: Run): number {
  if (status === 'failed' || failure !== null) return exitStatus.failed;
  return status === 'interrupted' ? exitStatus.interrupted : exitStatus.finished;
}

/** Brings up the TensorFlow runtime where it is missing; without it training is slow, and that is said. */
export async function needRuntime(): Promise<void> {
  if (await servingInstallation(await hasNvidiaDriver())) return;
  try {
    await setUpWithProgress(tell);
  } catch (error) {
    tell(messageOf(error));
    tell("Going on with tfjs's own CPU backend, which trains many times slower.");
  }
}
