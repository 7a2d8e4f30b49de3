import type { EmitEvent, WorkbenchEvent } from '#api/events';
import { assertTrained, type Run, type TrainedRun } from '#spec/run';
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
  /** A folder in which other programs ask for something: see `RunRequests`. Nobody is at the terminal then. */
  requests?: string;
  /** Processor cores that the runs may use; left out: all. */
  cores?: number;
}

/** Milliseconds after which runs that nobody watches try again what a full disk has refused. */
const retryDiskMs = 30_000;

/**
 * Trains one run to its end, with the same manager, worker process and run folder as the window uses, and
 * passes its events to the reporter. `begin` starts or resumes the run; its errors are thrown. The
 * first Ctrl-C stops the run with a checkpoint, the second ends it at once.
 */
export async function driveRun(
  project: ProjectFolder,
  reporter: RunReporter,
  begin: (runs: RunManager) => Promise<Run>,
  options: DriveOptions = {},
): Promise<Run> {
  const [run] = await driveRuns(
    project,
    () => reporter,
    async (runs) => [await begin(runs)],
    options,
  );
  return run as Run;
}

/** As `driveRun`, with several runs: together, or one after the other, as `begin` has queued them. Returns them in its order. */
export async function driveRuns(
  project: ProjectFolder,
  reporterOf: (run: TrainedRun) => RunReporter,
  begin: (runs: RunManager) => Promise<readonly Run[]>,
  { launch = forkLauncher(), requests, cores }: DriveOptions = {},
): Promise<Run[]> {
  const driven = new Map<string, { reporter: RunReporter; requests: RunRequests | null }>();
  // Events that are emitted before `begin` has returned the runs.
  let earlyEvents: WorkbenchEvent[] | null = [];
  const stop = (): void => {
    for (const id of driven.keys()) void runs.stop(project, id).catch(() => undefined);
  };
  const report = ({ event, payload }: WorkbenchEvent): void => {
    if (event === 'run.changed') {
      const one = driven.get(payload.run.id);
      if (payload.run.status === 'paused' && one && !one.requests?.isPaused) onDiskFull();
    }
    const { reporter } = ('runId' in payload && driven.get(payload.runId)) || {};
    if (!reporter) return;
    if (event === 'run.metrics') reporter.metrics(payload.series);
    if (event === 'run.progress') reporter.progress(payload.progress);
    if (event === 'run.checkpoint') reporter.checkpoint(payload.step);
    if (event === 'run.log') reporter.log(payload.entry);
  };
  const emit: EmitEvent = (event, payload) => {
    const message = { event, payload } as WorkbenchEvent;
    if (earlyEvents) earlyEvents.push(message);
    else report(message);
  };
  let retry: NodeJS.Timeout | undefined;
  const onDiskFull = (): void => {
    // Nobody can free space while the command waits in a terminal, or tell it to go on.
    if (requests === undefined) return stop();
    clearTimeout(retry);
    retry = setTimeout(() => {
      for (const { id, status } of runs.activeRuns())
        if (status === 'paused' && !driven.get(id)?.requests?.isPaused)
          void runs.resume(project, id).catch(() => undefined);
    }, retryDiskMs);
  };
  const machine = { ...describeMachine(), ...(cores !== undefined && { cores }) };
  const runs = new RunManager({ launch, resources, emit, machine });
  await runs.open(project);
  // One may have ended before all are begun.
  const early = new Map<string, Run>();
  const removeEnded = runs.onEnded((_project, run) => early.set(run.id, run));
  const begun = await begin(runs);
  for (const run of begun) {
    assertTrained(run, 'be trained');
    const reporter = reporterOf(run);
    reporter.begin(run, project);
    const asked = requests === undefined ? null : new RunRequests(requests, runs, project, run.id);
    driven.set(run.id, { reporter, requests: asked });
  }
  const events = earlyEvents;
  earlyEvents = null;
  events.forEach(report);

  const removeListener = onInterrupt(
    () => {
      for (const { reporter } of [...driven.values()].slice(0, 1)) reporter.stopping();
      stop();
    },
    () => begun.forEach(({ id }) => void runs.kill(project, id).catch(() => undefined)),
  );
  onOutputClosed(stop);
  try {
    return await Promise.all(
      begun.map(async ({ id }) => {
        const ended = early.get(id) ?? (await runs.whenEnded(project, id));
        driven.get(id)?.reporter.end(ended, project);
        return ended;
      }),
    );
  } finally {
    clearTimeout(retry);
    removeEnded();
    for (const one of driven.values()) one.requests?.end();
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
