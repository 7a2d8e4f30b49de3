import type { Handlers } from '#api/commands';
import type { Project } from '#api/types';
import type { LaunchWorker } from '#training/port';
import { RunManager } from '#training/run-manager';
import { comparisonHandlers } from './comparison-handlers';
import { corpusHandlers } from './corpus-handlers';
import { CorpusFetches, type CorpusFetchesOptions } from './corpus-fetches';
import { datasetHandlers } from './dataset-handlers';
import { EventHub, type EventListener } from './event-hub';
import { modelHandlers } from './model-handlers';
import { projectHandlers, type HostOptions } from './project-handlers';
import { runHandlers } from './run-handlers';
import { Workspace, type WorkspaceOptions } from './workspace';

export interface ServiceOptions extends Omit<WorkspaceOptions, 'emit' | 'onOpen'>, HostOptions {
  /** How this host starts a training process. */
  launchWorker: LaunchWorker;
  /** Runs trained at the same time; 1 if left out. */
  concurrency?: number;
  /** The corpora that are offered, and where what arrives is kept; left out, the program's own. */
  corpora?: Partial<CorpusFetchesOptions>;
  /** A folder to open (or make a project in) instead of the project of last time. */
  project?: string;
}

/** Everything behind the API, the same for the window of either host and for the command line. */
export interface Service {
  handlers: Handlers;
  /** Returns the way to stop listening. */
  onEvent(listener: EventListener): () => void;
  /** The project open at the start. */
  readonly current: Project | null;
  /** Stops all fetches, and all runs, each with a checkpoint. */
  close(): Promise<void>;
}

/** Opens the project of last time, the sample, or `options.project`; only the latter may throw. */
export async function createService(options: ServiceOptions): Promise<Service> {
  const hub = new EventHub();
  const { resources, concurrency } = options;
  const runs = new RunManager({
    launch: options.launchWorker,
    resources,
    emit: hub.emit,
    concurrency,
  });
  const workspace = new Workspace({
    ...options,
    emit: hub.emit,
    onOpen: (project) => runs.open(project),
  });
  const fetches = new CorpusFetches(workspace, options.corpora);
  if (options.project === undefined) await workspace.openFirst();
  else await workspace.openOrCreate(options.project);
  return {
    handlers: {
      ...projectHandlers(workspace, options),
      ...modelHandlers(workspace),
      ...datasetHandlers(workspace),
      ...corpusHandlers(fetches),
      ...runHandlers(workspace, runs),
      ...comparisonHandlers(workspace),
    },
    onEvent: (listener) => hub.onEvent(listener),
    get current() {
      return workspace.current;
    },
    close: async () => {
      await Promise.all([runs.shutdown(), fetches.close()]);
    },
  };
}
