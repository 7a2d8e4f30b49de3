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
import { EventHub, type EventListener } from './event-hub';
import { modelHandlers } from './model-handlers';
import { projectHandlers, type HostOptions, type WindowHost } from './project-handlers';
import { runHandlers } from './run-handlers';
import { projectsDirectory, Workspace, type WorkspaceOptions } from './workspace';

export interface ServiceOptions
  extends Omit<WorkspaceOptions, 'emit' | 'mayShow' | 'onOpen' | 'projectsDirectory'>, HostOptions {
  /** Folder of new projects; left out, `$DNI_WORKBENCH_PROJECTS` or `DNI Workbench` at home. */
  projectsDirectory?: string;
  /** How this host starts a training process. */
  launchWorker: LaunchWorker;
  /** Runs trained at the same time; 1 if left out. */
  concurrency?: number;
  /** The corpora that are offered, and where what arrives is kept; left out, the program's own. */
  corpora?: Partial<CorpusFetchesOptions>;
  /** How this host tries TensorFlow out; left out, in a Node process. */
  compute?: Partial<ComputeOptions>;
}

/** One window's side of the service. */
export interface View {
  handlers: Handlers;
  /** What it shows; nothing until something is opened. */
  workspace: Workspace;
  /** To be called when the window is gone: another one may show its project then. */
  close(): void;
}

/** Everything behind the API, the same for the windows of either host. */
export interface Service {
  /** A project is shown by one view at most. */
  openView(host?: WindowHost): View;
  /** Of all projects. Returns the way to stop listening. */
  onEvent(listener: EventListener): () => void;
  /** The runs that are queued, running or paused here. */
  runsAtWork(): Run[];
  /** A project that some view has opened since the start. */
  openedProject(id: string): Project | undefined;
  /** Folder of new projects. */
  readonly projectsDirectory: string;
  /** Stops all fetches and installations, and all runs, each with a checkpoint. */
  close(): Promise<void>;
}

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
  const opened = new Map<string, Project>();
  const shown = new Map<Workspace, WindowHost>();
  const directory = options.projectsDirectory ?? projectsDirectory();

  function openView(host: WindowHost = {}): View {
    const workspace = new Workspace({
      ...options,
      emit: hub.emit,
      projectsDirectory: directory,
      async onOpen(project) {
        await runs.open(project);
        opened.set(project.id, project);
      },
      mayShow: ({ id }) => {
        for (const [other, { comeToFront }] of shown) {
          if (other === workspace || other.current?.id !== id) continue;
          comeToFront?.();
          return false;
        }
        return true;
      },
    });
    shown.set(workspace, host);
    return {
      handlers: {
        ...projectHandlers(workspace, options, host),
        ...computeHandlers(workspace, compute),
        ...modelHandlers(workspace),
        ...datasetHandlers(workspace),
        ...corpusHandlers(workspace, fetches),
        ...runHandlers(workspace, runs),
        ...comparisonHandlers(workspace),
      },
      workspace,
      close: () => void shown.delete(workspace),
    };
  }

  return {
    openView,
    onEvent: (listener) => hub.onEvent(listener),
    runsAtWork: () => runs.atWork(),
    openedProject: (id) => opened.get(id),
    projectsDirectory: directory,
    close: async () => {
      await Promise.all([runs.shutdown(), fetches.close(), compute.close()]);
    },
  };
}
