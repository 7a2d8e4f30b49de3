import type { EmitEvent, WorkbenchEvent } from '#api/events';
import { assertTrained, type Run } from '#spec/run';
import { messageOf } from '#spec/errors';
import type { ProjectFolder } from '#storage/projects';
import { fallbackDescriptions } from '#tensorflow/runtime/fallback';
import { hasNvidiaDriver } from '#tensorflow/runtime/nvidia-driver';
import { findTrainingInstallation } from '#tensorflow/runtime/find-installation';
import { forkLauncher } from '#training/fork-port';
import type { LaunchWorker } from '#training/port';
import { RunManager } from '#training/run-manager';
import { describeMachine } from '#training/run-slots';
import { setUpWithProgress } from '../launch/setup-progress';
import { exitStatus } from './exit-status';
import { onInterrupt } from '../launch/interrupt-signals';
import { printToStderr, onOutputClosed } from './output';
import { resources } from './program-paths';
import { RunRequests } from './run-requests';
import type { RunReporter } from './run-reporter';

export interface DriveOptions {
  launch?: LaunchWorker;
  /** A folder in which other programs ask for something: see `RunRequests`. */
  requests?: string;
  /** Processor cores that the run may use; left out: all. */
  cores?: number;
}

/**
 * Trains one run to its end, with the same manager, worker process and run folder as the window uses, and
 * passes its events to the reporter. `begin` starts or resumes the run; its errors are thrown. The
 * first Ctrl-C stops the run with a checkpoint, the second ends it at once.
 */
export async function driveRun(
  project: ProjectFolder,
  reporter: RunReporter,
  begin: (runs: RunManager) => Promise<Run>,
  { launch = forkLauncher(), requests, cores }: DriveOptions = {},
): Promise<Run> {
  let runId: string | null = null;
  let pausing: RunRequests | null = null;
  // Events that are emitted before `begin` has returned the run.
  const earlyEvents: WorkbenchEvent[] = [];
  const stop = (): void => {
    void runs.stop(project, runId ?? '').catch(() => undefined);
  };
  const report = ({ event, payload }: WorkbenchEvent): void => {
    if (event === 'run.metrics') reporter.metrics(payload.series);
    if (event === 'run.progress') reporter.progress(payload.progress);
    if (event === 'run.checkpoint') reporter.checkpoint(payload.step);
    if (event === 'run.log') reporter.log(payload.entry);
    // Nobody can free space while the command waits, or tell it to go on.
    if (event === 'run.changed' && payload.run.status === 'paused' && !pausing?.isPaused) stop();
  };
  const emit: EmitEvent = (event, payload) => {
    const message = { event, payload } as WorkbenchEvent;
    if (runId === null) earlyEvents.push(message);
    else report(message);
  };
  const machine = { ...describeMachine(), ...(cores !== undefined && { cores }) };
  const runs = new RunManager({ launch, resources, emit, machine });
  await runs.open(project);
  const run = await begin(runs);
  assertTrained(run, 'be trained');
  runId = run.id;
  reporter.begin(run, project);
  earlyEvents.forEach(report);

  const removeListener = onInterrupt(
    () => {
      reporter.stopping();
      stop();
    },
    () => void runs.kill(project, run.id).catch(() => undefined),
  );
  onOutputClosed(stop);
  if (requests !== undefined) pausing = new RunRequests(requests, runs, project, run.id);
  try {
    const ended = await runs.whenEnded(project, run.id);
    reporter.end(ended, project);
    return ended;
  } finally {
    pausing?.end();
    removeListener();
  }
}

/** 0 also for a run that was stopped on request: its checkpoint is saved. */
export function exitStatusOf({ status, failure }: Run): number {
  if (status === 'failed' || failure !== null) return exitStatus.failed;
  return status === 'interrupted' ? exitStatus.interrupted : exitStatus.finished;
}

/** Installs the TensorFlow runtime if it is missing. Where that fails, prints why: training is slow then. */
export async function ensureRuntime(): Promise<void> {
  if (await findTrainingInstallation(await hasNvidiaDriver())) return;
  try {
    await setUpWithProgress(printToStderr);
  } catch (error) {
    printToStderr(messageOf(error));
    printToStderr(fallbackDescriptions.wasm.slowdown);
  }
}
