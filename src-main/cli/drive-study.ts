import type { EmitEvent, WorkbenchEvent } from '#api/events';
import type { FileLock } from '#files/lock';
import { describeRunMachine } from '#service/describe-run-machine';
import { AllRuns } from '#service/all-runs';
import { ownPlaces } from '#service/place-access';
import { PlaceRuns } from '#service/place-runs';
import { startStudy } from '#service/study-handlers';
import { isElsewhere, isEnded } from '#spec/run';
import type { Study, StudyActivity } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import { forkLauncher } from '#training/fork-port';
import { RunManager } from '#training/run-manager';
import { StudyRunner } from '#training/study-runner';
import { onInterrupt } from '../launch/interrupt-signals';
import { newJobRunner } from './cluster-tools';
import { tellTrouble } from './follow-jobs';
import { onOutputClosed, printToStderr } from './output';
import { resources } from './program-paths';
import type { StudyReporter } from './study-reporter';

export interface DriveStudyOptions {
  reporter: StudyReporter;
  /** How many runs train at the same time; left out: as many as the machine has room for. */
  slots?: number;
  /** Ids of the places that train them, this computer among them; none: this computer alone. */
  places: readonly string[];
  /** The lock of the study, which this program holds. */
  lock: FileLock;
}

const stopsHere = 'Stopping all runs with checkpoints. Ctrl-C again ends them at once.';
const leavesPlaces =
  'Leaving: runs on this computer stop with checkpoints. The jobs go on at their places: the same command follows them again, `jobs stop` ends one.';

/**
 * Runs a saved study to its end, with the same runner, manager and worker processes as the window, or at other places. The
 * first Ctrl-C stops it with checkpoints, the second ends its runs at once; at other places the runs go on.
 */
export async function driveStudy(
  project: ProjectFolder,
  study: Study,
  { reporter, slots, places, lock }: DriveStudyOptions,
): Promise<StudyActivity> {
  // Events that are emitted before the study has begun.
  let earlyEvents: WorkbenchEvent[] | null = [];
  const report = ({ event, payload }: WorkbenchEvent): void => {
    if (event === 'study.changed') reporter.activity(payload.activity);
    if (event !== 'run.changed' || payload.run.study?.id !== study.id) return;
    reporter.run(payload.run);
    // Nobody can free space while the command waits, or tell it to go on.
    if (payload.run.status === 'paused' && !isElsewhere(payload.run)) stop();
  };
  const emit: EmitEvent = (event, payload) => {
    const message = { event, payload } as WorkbenchEvent;
    if (earlyEvents) earlyEvents.push(message);
    else report(message);
  };
  const stop = (): void => {
    void elsewhere.leave();
    void studies.stopAll();
  };
  const isHere = places.length === 0;
  const here = new RunManager({
    ...{ launch: forkLauncher(), resources, emit, machine: await describeRunMachine() },
    slots: (isHere ? slots : undefined) ?? 'auto',
  });
  const jobs = newJobRunner({
    onRun: ({ id: projectId }, run) => emit('run.changed', { projectId, run }),
    onTrouble: (_project, job, message) => tellTrouble(job, message),
  });
  const elsewhere = new PlaceRuns(jobs);
  const runs = new AllRuns({ here, elsewhere, places: ownPlaces().file });
  const studies = new StudyRunner({
    ...{ runs: here, slots: () => here.queue.get().count, emit },
    warn: (message) => printToStderr(`warning: ${message}`),
  });
  await here.open(project);
  if (!isHere) await jobs.follow(project);
  const most = isHere ? undefined : slots;
  reporter.begin(
    await startStudy(project, study, { resources, runs, studies, places, most, lock }),
  );
  const early = earlyEvents;
  earlyEvents = null;
  early.forEach(report);
  const removeListener = onInterrupt(
    () => {
      reporter.stopping(isHere ? stopsHere : leavesPlaces);
      stop();
    },
    () => {
      void jobs.close(0);
      for (const { id, status } of here.activeRuns())
        if (!isEnded(status)) void here.kill(project, id).catch(() => undefined);
    },
  );
  onOutputClosed(stop);
  try {
    return await studies.whenEnded(project, study.id);
  } finally {
    removeListener();
    await jobs.close();
    reporter.end();
  }
}
