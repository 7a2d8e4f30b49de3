import type { EmitEvent, WorkbenchEvent } from '#api/events';
import type { FileLock } from '#files/lock';
import { describeRunMachine } from '#service/describe-run-machine';
import { startStudy } from '#service/study-handlers';
import { isEnded } from '#spec/run';
import type { Study, StudyActivity } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { forkLauncher } from '#training/fork-port';
import { RunManager } from '#training/run-manager';
import { StudyRunner } from '#training/study-runner';
import { onInterrupt } from '../launch/interrupt-signals';
import { onOutputClosed, printToStderr } from './output';
import { resources, workerEntry } from './program-paths';
import type { StudyReporter } from './study-reporter';

export interface DriveStudyOptions {
  reporter: StudyReporter;
  /** How many runs train at the same time; left out: as many as the machine has room for. */
  slots?: number;
  /** The lock of the study, which this program holds. */
  lock: FileLock;
}

/**
 * Runs a saved study to its end, with the same runner, manager and worker processes as the window. The first Ctrl-C stops
 * it with checkpoints, the second ends its runs at once.
 */
export async function driveStudy(
  project: ProjectFolder,
  study: Study,
  { reporter, slots, lock }: DriveStudyOptions,
): Promise<StudyActivity> {
  // Events that are emitted before the study has begun.
  let earlyEvents: WorkbenchEvent[] | null = [];
  const stop = (): void => void studies.stopAll();
  const report = ({ event, payload }: WorkbenchEvent): void => {
    if (event === 'study.changed') reporter.activity(payload.activity);
    if (event !== 'run.changed' || payload.run.study?.id !== study.id) return;
    reporter.run(payload.run);
    // Nobody can free space while the command waits, or tell it to go on.
    if (payload.run.status === 'paused') stop();
  };
  const emit: EmitEvent = (event, payload) => {
    const message = { event, payload } as WorkbenchEvent;
    if (earlyEvents) earlyEvents.push(message);
    else report(message);
  };
  const runs = new RunManager({
    launch: forkLauncher(workerEntry),
    resources,
    emit,
    slots: slots ?? 'auto',
    machine: await describeRunMachine(),
  });
  const studies = new StudyRunner({
    runs,
    slots: () => runs.queue.get().count,
    mostTogether: (spec) => runs.queue.mostTogether(spec),
    emit,
    warn: (message) => printToStderr(`warning: ${message}`),
  });
  await runs.open(project);
  reporter.begin(await startStudy(project, study, { resources, runs, studies, lock }));
  const early = earlyEvents;
  earlyEvents = null;
  early.forEach(report);
  const kill = (): void => {
    for (const { id, status } of runs.activeRuns())
      if (!isEnded(status)) void runs.kill(project, id).catch(() => undefined);
  };
  const removeListener = onInterrupt(() => {
    reporter.stopping();
    stop();
  }, kill);
  onOutputClosed(stop);
  try {
    return await studies.whenEnded(project, study.id);
  } finally {
    removeListener();
    reporter.end();
  }
}
