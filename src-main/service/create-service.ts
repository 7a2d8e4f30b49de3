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
import type { Handlers } from '#api/commands';
import type { Project } from '#api/types';
import type { Run } from '#spec/run';
import type { LaunchWorker } from '#training/port';
import { RunManager } from '#training/run-manager';
import { comparisonHandlers } from './comparison-handlers';
import { computeHandlers } from './compute-handlers';
import { ComputeSetup, type ComputeOptions } from './compute-setup';
import { corpusHandlers } from './corpus-handlers';
import { CorpusFetches, type CorpusFetchesOptions } from './corpus-fetches';
import { datasetHandlers } from './dataset-handlers';
import { DiskAccess, type DiskAccessOptions } from './disk-access';
import { EventHub, type EventListener } from './event-hub';
import { guardCommands } from './guard-commands';
import { modelHandlers } from './model-handlers';
import { projectHandlers, type HostOptions, type WindowHost } from './project-handlers';
import { runHandlers } from './run-handlers';
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
  /** Number of runs that train at the same time. Default: 1. */
  concurrency?: number;
  /** The corpora to list and the folder for downloads. Default: those of the program. */
  corpora?: Partial<CorpusFetchesOptions>;
  /** How the host runs the self-test of TensorFlow. Default: in a Node process. */
  compute?: Partial<ComputeOptions>;
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
  /** Cancels all fetches and installations and stops all runs with a checkpoint. */
  close(): Promise<void>;
}

/** Creates the service. The caller closes it. */
export function createService(options: ServiceOptions): Service {
  const hub = new EventHub();
  const { resources, concurrency } = options;
  const runs = new RunManager({
    launch: options.launchWorker,
    resources,
    emit: hub.emit,
    concurrency,
  });
  const fetches = new CorpusFetches(hub.emit, options.corpora);
  const compute = new ComputeSetup(hub.emit, options.compute);
  const openedProjects = new Map<string, Project>();
  const hostsOfViews = new Map<Workspace, WindowHost>();
  const directory = options.projectsDirectory ?? projectsDirectory();
  const access = new DiskAccess(options);

  function openView(host: WindowHost = {}): View {
    const workspace = new Workspace({
      ...options,
      emit: hub.emit,
      access,
      projectsDirectory: directory,
      async onOpen(project) {
        await runs.open(project);
        openedProjects.set(project.id, project);
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
      ...projectHandlers(workspace, options, host),
      ...computeHandlers(compute),
      ...modelHandlers(workspace),
      ...datasetHandlers(workspace),
      ...corpusHandlers(workspace, fetches),
      ...runHandlers(workspace, runs),
      ...comparisonHandlers(workspace),
    };
    return {
      handlers: guardCommands(handlers, {
        access,
        workspace,
        readRun: (project, runId) => runs.get(project, runId),
      }),
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
    close: async () => {
      await Promise.all([runs.shutdown(), fetches.close(), compute.close()]);
    },
  };
}
