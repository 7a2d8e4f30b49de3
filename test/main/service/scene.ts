import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandInput, CommandName, CommandOutput } from '#api/commands';
import { dispatch } from '#api/dispatch';
import { openEnvelope } from '#api/envelope';
import type { WorkbenchEvent } from '#api/events';
import type { RecentProject } from '#api/types';
import {
  createService,
  type Service,
  type ServiceOptions,
  type View,
} from '#service/create-service';
import type { WindowHost } from '#service/project-handlers';
import { recentAfter } from '#service/settings';
import type { LaunchWorker } from '#training/port';
import type { FromWorker, ToWorker } from '#training/protocol';

export const resources = fileURLToPath(new URL('../../../resources', import.meta.url));

/** A service in a folder of its own, called as both transports call it. */
export interface Scene {
  folder: string;
  service: Service;
  view: View;
  recent: RecentProject[];
  events: WorkbenchEvent[];
  call<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>>;
  /** Waits for an event that fits. */
  heard(fits: (event: WorkbenchEvent) => boolean): Promise<WorkbenchEvent>;
  close(): Promise<void>;
}

export interface SceneOptions extends Partial<ServiceOptions> {
  window?: WindowHost;
  /** A folder to open or make instead of the project of last time. */
  project?: string;
}

export async function openScene(options: SceneOptions = {}): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'dni-service-'));
  let recent: RecentProject[] = [];
  const service = createService({
    host: 'browser',
    version: '1.2.3',
    resources,
    settings: {
      recent: () => recent,
      remember: (project) => {
        recent = recentAfter(recent, project);
      },
    },
    projectsDirectory: join(folder, 'projects'),
    launchWorker: shortWorker,
    ...options,
  });
  const view = service.openView(options.window);
  if (options.project === undefined) await view.workspace.openFirst();
  else await view.workspace.openOrCreate(options.project);
  const events: WorkbenchEvent[] = [];
  const waiting = new Set<() => void>();
  service.onEvent((event) => {
    events.push(event);
    for (const look of waiting) look();
  });
  return {
    folder,
    service,
    view,
    events,
    get recent() {
      return recent;
    },
    async call<C extends CommandName>(command: C, input: CommandInput<C>) {
      return openEnvelope(await dispatch(view.handlers, command, input)) as CommandOutput<C>;
    },
    heard: (fits) =>
      new Promise((resolve) => {
        const look = (): void => {
          const event = events.find(fits);
          if (!event) return;
          waiting.delete(look);
          resolve(event);
        };
        waiting.add(look);
        look();
      }),
    async close() {
      await service.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A training process as the manager sees one, which says three points and ends when asked to stop. */
export const shortWorker: LaunchWorker = () => {
  let tell: (message: FromWorker) => void = () => undefined;
  let leave: () => void = () => undefined;
  const answers: Record<ToWorker['kind'], () => void> = {
    look: () => undefined,
    start: () => {
      const environment = {
        workbench: '1.2.3',
        node: '20',
        backend: 'cpu' as const,
        tensorflow: null,
        device: 'a test',
        fallbackReason: null,
        platform: 'test',
      };
      const event = { kind: 'started', step: 0, seconds: 0, parameters: 7, environment } as const;
      tell({ kind: 'event', event });
      const points = [1, 2, 3].map((step) => ({
        metric: 'train/loss',
        step,
        seconds: step,
        value: 1 / step,
      }));
      tell({ kind: 'event', event: { kind: 'metrics', step: 3, seconds: 3, points } });
    },
    pause: () => undefined,
    resume: () => undefined,
    stop: () => {
      tell({ kind: 'event', event: { kind: 'end', status: 'stopped', step: 3, seconds: 3 } });
      leave();
    },
  };
  return {
    pid: process.pid,
    send: ({ kind }) => setImmediate(() => answers[kind]()),
    onMessage: (listener) => {
      tell = listener;
    },
    onExit: (listener) => {
      leave = () => listener({ code: 0, signal: null, stderr: [] });
    },
    kill: () => leave(),
  };
};
