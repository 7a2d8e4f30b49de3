/**
 * The service behind the API: command handlers, events, runs, data sets and runtimes.
 *
 * ```ts
 * const service = createService({ host: 'browser', version, resources, settings, launchWorker });
 * const { handlers, workspace, close } = service.openView();
 * await workspace.openInitial();
 * const runs = await handlers['runs.list']({ projectId: workspace.current!.id });
 * ```
 */
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Handlers } from '#api/commands';
import type { Project, SlotsSetting } from '#api/types';
import { listNodeProgram } from '#cluster/node-program';
import type { Experiment } from '#spec/experiment';
import type { Run } from '#spec/run';
import { settleStagings } from '#storage/staging';
import { ColumnCache } from '#storage/curves/column-cache';
import type { LaunchWorker } from '#training/port';
import { CheckpointEvaluations } from '#training/checkpoint-evaluations';
import { RunManager } from '#training/run-manager';
import { StudyRunner } from '#training/study-runner';
import { AllRuns } from './all-runs';
import { newAnnouncedJobs, type AnnouncedJobsOptions } from './announced-jobs';
import { archiveHandlers } from './archive-handlers';
import { comparisonHandlers } from './comparison-handlers';
import { computeHandlers } from './compute-handlers';
import { ComputeSetup, type ComputeOptions } from './compute-setup';
import { corpusHandlers } from './corpus-handlers';
import { curveHandlers } from './curve-handlers';
import { curveImportHandlers } from './curve-import-handlers';
import { CorpusFetches, type CorpusFetchesOptions } from './corpus-fetches';
import { datasetHandlers } from './dataset-handlers';
import { describeRunMachine } from './describe-run-machine';
import { DiskAccess, type DiskAccessOptions } from './disk-access';
import { EventHub, type EventListener } from './event-hub';
import { evaluationHandlers } from './evaluation-handlers';
import { exportHandlers } from './export-handlers';
import { ExportJobs } from './export-jobs';
import { figureHandlers } from './figure-handlers';
import { jobHandlers } from './job-handlers';
import { modelFileHandlers } from './model-file-handlers';
import { reportHandlers } from './report-handlers';
import { guardCommands } from './guard-commands';
import { logFailures } from './log-errors';
import { modelHandlers } from './model-handlers';
import { ownTemplateHandlers } from './own-template-handlers';
import { ownPlaces, type PlaceAccess } from './place-access';
import { placeHandlers } from './place-handlers';
import { PlaceRuns } from './place-runs';
import { problemReportHandlers, type ProblemReportOptions } from './problem-report-handlers';
import { projectHandlers, type HostOptions, type WindowHost } from './project-handlers';
import { ProjectPictures } from './project-pictures';
import { ProjectWatch } from './project-watch';
import { queueHandlers } from './queue-handlers';
import { reportedHandlers } from './reported-handlers';
import { repeatHandlers } from './repeat-handlers';
import { runHandlers } from './run-handlers';
import { listStudyTasks, studyHandlers } from './study-handlers';
import { projectsDirectory, Workspace, type WorkspaceOptions } from './workspace';

export interface ServiceOptions
  extends
    Omit<WorkspaceOptions, 'emit' | 'access' | 'canShow' | 'onOpen' | 'projectsDirectory'>,
    HostOptions,
    DiskAccessOptions {
  /** Folder of new projects. Default: `$DNI_WORKBENCH_PROJECTS`, or `DNI Workbench` in the home folder. */
  projectsDirectory?: string;
  /** Starts a training process. */
  launchWorker: LaunchWorker;
  /** Number of runs that train at the same time. Default: the setting of the program. */
  slots?: SlotsSetting;
  /** Milliseconds between two looks at what other programs have changed in a project. Default: 2 s. Infinity: never. */
  watchEveryMs?: number;
  /** The corpora to list and the folder for downloads. Default: those of the program. */
  corpora?: Partial<CorpusFetchesOptions>;
  /** How the host runs the self-test of TensorFlow. Default: in a Node process. */
  compute?: Partial<ComputeOptions>;
  /** The places to run beside this computer. Default: those of the user. */
  places?: PlaceAccess;
  /** The files of the program that their nodes run. Default: those that were built with this program. */
  listProgram?: AnnouncedJobsOptions['listProgram'];
  /** Milliseconds between two looks at a job. Default: 3 s. */
  jobEveryMs?: number;
  /** Where the program logs its own errors. */
  log?: ProblemReportOptions['log'];
  /** Where commands, and starts of the program, have logged how they ended. */
  failureLogs?: ProblemReportOptions['failureLogs'];
}

/** The part of the service that belongs to one window. */
export interface View {
  handlers: Handlers;
  /** The projects that the window has opened. */
  workspace: Workspace;
  /** To be called when the window is closed, so that another window can show its project. */
  close(): void;
}

/** The service, the same for the windows of both hosts. */
export interface Service {
  /** Opens a view for a window. At most one view shows a project. */
  openView(host?: WindowHost): View;
  /** Listens to the events of all projects. Returns a function that removes the listener. */
  onEvent(listener: EventListener): () => void;
  /** The runs of this process that are queued, running or paused. */
  activeRuns(): Run[];
  /** Finds a project that any view has opened since the start. */
  findOpenedProject(id: string): Project | undefined;
  /** Folder of new projects. */
  readonly projectsDirectory: string;
  /** To be called when a runtime was installed by another part of the program. */
  announceCompute(): Promise<void>;
  /**
   * Cancels all fetches, installations, evaluations and exports and stops all runs with a checkpoint; those at other places
   * go on.
   */
  close(): Promise<void>;
}

/** Milliseconds that closing waits for what is being brought back from places: it is brought back the next time. */
const leaveWithinMs = 5000;

/** Creates the service. The caller closes it. */
export function createService(options: ServiceOptions): Service {
  const hub = new EventHub();
  const { resources, launchWorker: launch, settings } = options;
  const runs = new RunManager({ launch, resources, emit: hub.emit });
  const cores = (): number => runs.queue.coresOfSlot;
  const evaluations = new CheckpointEvaluations({ launch, resources, emit: hub.emit }, cores);
  const hostsOfViews = new Map<Workspace, WindowHost>();
  const exports = new ExportJobs(hub.emit, (path) => {
    for (const host of hostsOfViews.values()) host.giveBackDownload?.(path);
  });
  const slots = (): number => runs.queue.get().count;
  const mostTogether = (spec: Experiment) => runs.queue.mostTogether(spec);
  const studies = new StudyRunner({ runs, slots, mostTogether, emit: hub.emit });
  const queueReady = prepareQueue(runs, options);
  hub.onEvent(({ event }) => {
    if (event === 'compute.changed')
      void describeRunMachine().then((machine) => runs.queue.setMachine(machine));
    // Jobs at a place that was added now can be followed.
    if (event === 'places.changed') for (const project of openedProjects.values()) follow(project);
  });
  const closing = new AbortController();
  const { places: given = ownPlaces(), listProgram } = options;
  const places: PlaceAccess = {
    ...given,
    connect: (place, signal = closing.signal) => given.connect(place, signal),
  };
  const access = new DiskAccess(options);
  const jobs = newAnnouncedJobs(places, {
    emit: hub.emit,
    access,
    everyMs: options.jobEveryMs,
    listProgram: listProgram ?? (() => listNodeProgram(dirname(resources))),
  });
  const elsewhere = new PlaceRuns(jobs);
  const allRuns = new AllRuns({ here: runs, elsewhere, places: places.file });
  const fetches = new CorpusFetches(hub.emit, options.corpora);
  const compute = new ComputeSetup(hub.emit, options.compute);
  const openedProjects = new Map<string, Project>();
  const directory = options.projectsDirectory ?? projectsDirectory();
  // What a killed program has left there of a project that it was making from an archive.
  void settleStagings(directory, null);
  const curveColumns = new ColumnCache();
  const pictures = new ProjectPictures();
  const watch = new ProjectWatch({ emit: hub.emit, runs, everyMs: options.watchEveryMs });

  /** Brings back what jobs of the project have done meanwhile, also those of earlier starts of the program. */
  function follow(project: Project): void {
    // A folder of jobs that cannot be read is told where they are listed.
    void jobs.follow(project).catch(() => undefined);
  }

  function openView(host: WindowHost = {}): View {
    const workspace = new Workspace({
      ...options,
      emit: hub.emit,
      access,
      projectsDirectory: directory,
      async onOpen(project) {
        await queueReady;
        await runs.open(project);
        await watch.open(project);
        openedProjects.set(project.id, project);
        follow(project);
      },
      canShow: ({ id }) => {
        for (const [other, { bringToFront }] of hostsOfViews) {
          if (other === workspace || other.current?.id !== id) continue;
          bringToFront?.();
          return false;
        }
        return true;
      },
    });
    hostsOfViews.set(workspace, host);
    const handlers: Handlers = {
      ...projectHandlers(workspace, options, host, pictures),
      ...problemReportHandlers(workspace, { runs, compute }, options),
      ...computeHandlers(compute),
      ...placeHandlers(places, hub.emit),
      ...modelHandlers(workspace),
      ...ownTemplateHandlers(workspace),
      ...datasetHandlers(workspace),
      ...corpusHandlers(workspace, fetches),
      ...runHandlers(workspace, allRuns),
      ...jobHandlers(workspace, jobs),
      ...evaluationHandlers(workspace, { runs, evaluations }),
      ...curveHandlers(workspace, curveColumns),
      ...curveImportHandlers(workspace, hub.emit),
      ...exportHandlers(workspace, { runs, exports }, host),
      ...archiveHandlers(workspace, { runs, exports }),
      ...figureHandlers(workspace, { runs, exports, resources }),
      ...modelFileHandlers(workspace, { exports }),
      ...reportHandlers(workspace, { runs, exports, resources }),
      ...repeatHandlers(workspace, { runs }),
      ...queueHandlers(workspace, { runs, studies, settings }),
      ...comparisonHandlers(workspace),
      ...reportedHandlers(workspace, resources),
      ...studyHandlers(workspace, { runs: allRuns, studies }),
    };
    const guarded = guardCommands(handlers, {
      access,
      workspace,
      readRun: (project, runId) => runs.get(project, runId),
      listStudyTasks: (project, study) =>
        listStudyTasks(project, resources, study, () => runs.list(project)),
    });
    return {
      handlers: options.log ? logFailures(guarded, options.log) : guarded,
      workspace,
      close: () => void hostsOfViews.delete(workspace),
    };
  }

  return {
    openView,
    onEvent: (listener) => hub.onEvent(listener),
    activeRuns: () => runs.activeRuns(),
    findOpenedProject: (id) => openedProjects.get(id),
    projectsDirectory: directory,
    announceCompute: () => compute.announce(),
    close: async () => {
      watch.close();
      // Before the studies, so that they end no jobs. A place that hangs does not hold up the program.
      const left = Promise.race([
        elsewhere.leave(),
        sleep(leaveWithinMs, undefined, { ref: false }),
      ]);
      // Before the runs, so that the end of one starts no other.
      const ended = studies.shutdown();
      await Promise.all([
        left,
        ended,
        runs.shutdown(),
        evaluations.close(),
        exports.close(),
        fetches.close(),
        compute.close(),
      ]);
      // A place that does not answer would keep the process from ending.
      closing.abort();
    },
  };
}

/** Sets the number of runs that train at the same time. No run starts before. */
async function prepareQueue(
  { queue }: RunManager,
  { slots, settings }: Pick<ServiceOptions, 'slots' | 'settings'>,
): Promise<void> {
  queue.setMachine(await describeRunMachine());
  queue.setSlots(slots ?? (await settings.slots()));
}
