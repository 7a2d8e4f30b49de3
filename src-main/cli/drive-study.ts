import type { EmitEvent, WorkbenchEvent } from '#api/events';
import type { FileLock } from '#files/lock';
import { describeRunMachine } from '#service/describe-run-machine';
import { PlaceRuns } from '#service/place-runs';
import { startStudy } from '#service/study-handlers';
import type { Place } from '#spec/place';
import { isEnded } from '#spec/run';
import type { Study, StudyActivity } from '#spec/study';
import type { ProjectFolder } from '#storage/projects';
import type { StudyContext } from '#training/active-study';
import { forkLauncher } from '#training/fork-port';
import { RunManager } from '#training/run-manager';
import { StudyRunner } from '#training/study-runner';
import { onInterrupt } from '../launch/interrupt-signals';
import { newJobRunner } from './cluster-tools';
import { onOutputClosed, printToStderr } from './output';
import { resources } from './program-paths';
import type { StudyReporter } from './study-reporter';

export interface DriveStudyOptions {
  reporter: StudyReporter;
  /** How many runs train at the same time; left out: as many as the machine has room for. */
  slots?: number;
  /** Where they train; left out: this computer. */
  places?: readonly [Place, ...Place[]];
  /** The lock of the study, which this program holds. */
  lock: FileLock;
}

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
    if (payload.run.status === 'paused' && !places) void studies.stopAll();
  };
  const emit: EmitEvent = (event, payload) => {
    const message = { event, payload } as WorkbenchEvent;
    if (earlyEvents) earlyEvents.push(message);
    else report(message);
  };
  const host = places ? hostAtPlaces(places, emit, slots) : await hostHere(emit, slots);
  const studies = new StudyRunner({
    ...host.context,
    emit,
    warn: (message) => printToStderr(`warning: ${message}`),
  });
  await host.open(project);
  const { runs } = host.context;
  reporter.begin(await startStudy(project, study, { resources, runs, studies, lock }));
  const early = earlyEvents;
  earlyEvents = null;
  early.forEach(report);
  const stop = (): void => {
    host.beforeStop();
    void studies.stopAll();
  };
  const removeListener = onInterrupt(
    () => {
      reporter.stopping(host.stopMessage);
      stop();
    },
    () => host.kill(project),
  );
  onOutputClosed(stop);
  try {
    return await studies.whenEnded(project, study.id);
  } finally {
    removeListener();
    await host.close();
    reporter.end();
  }
}

/** Where the runs of a study train. */
interface StudyHost {
  context: StudyContext;
  open(project: ProjectFolder): Promise<unknown>;
  beforeStop(): void;
  /** What the first Ctrl-C does. */
  stopMessage: string;
  /** Ends the runs at once. */
  kill(project: ProjectFolder): void;
  close(): Promise<void>;
}

async function hostHere(emit: EmitEvent, slots?: number): Promise<StudyHost> {
  const machine = await describeRunMachine();
  const runs = new RunManager({
    ...{ launch: forkLauncher(), resources, emit, machine },
    slots: slots ?? 'auto',
  });
  return {
    context: {
      runs,
      slots: () => runs.queue.get().count,
      mostTogether: (spec) => runs.queue.mostTogether(spec),
    },
    open: (project) => runs.open(project),
    beforeStop: () => undefined,
    stopMessage: 'Stopping all runs with checkpoints. Ctrl-C again ends them at once.',
    kill(project) {
      for (const { id, status } of runs.activeRuns())
        if (!isEnded(status)) void runs.kill(project, id).catch(() => undefined);
    },
    close: () => Promise.resolve(),
  };
}

/** Jobs at work at each place at a time, where the user has not said how many runs are. */
const jobsOfPlace = 4;

function hostAtPlaces(
  places: readonly [Place, ...Place[]],
  emit: EmitEvent,
  slots = jobsOfPlace * places.length,
): StudyHost {
  const jobs = newJobRunner({
    onRun: ({ id: projectId }, run) => emit('run.changed', { projectId, run }),
    onTrouble: (_project, job, message) =>
      printToStderr(`warning: ${message} The job '${job.id}' goes on there; it is asked again.`),
  });
  const runs = new PlaceRuns(jobs, places);
  return {
    context: { runs, slots: () => slots },
    open: (project) => jobs.follow(project),
    beforeStop: () => void runs.leave(),
    stopMessage:
      'Leaving. The jobs go on at their places: the same command follows them again, `jobs stop` ends one.',
    kill: () => undefined,
    close: () => jobs.close(),
  };
}
