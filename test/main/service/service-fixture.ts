import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandInput, CommandName, CommandOutput } from '#api/commands';
import { dispatch } from '#api/dispatch';
import { unwrapEnvelope } from '#api/envelope';
import type { WorkbenchEvent } from '#api/events';
import type { RecentProject, SlotsSetting } from '#api/types';
import {
  createService,
  type Service,
  type ServiceOptions,
  type View,
} from '#service/create-service';
import type { WindowHost } from '#service/project-handlers';
import { addRecentProject, removeRecentProject, type SettingsPort } from '#service/settings-port';
import type { LaunchWorker } from '#training/port';
import type { FromWorker, ToWorker } from '#training/protocol';

export const resources = fileURLToPath(new URL('../../../resources', import.meta.url));

/** Settings of one slot and no recent project, which remember the slots alone. */
export function newSettings(): SettingsPort {
  let slots: SlotsSetting = 1;
  return {
    recent: () => [],
    remember: () => undefined,
    forget: () => undefined,
    slots: () => slots,
    saveSlots: (value) => {
      slots = value;
    },
  };
}

/** A service in a temporary folder, called as both transports call it. */
export interface ServiceFixture {
  folder: string;
  service: Service;
  view: View;
  recent: RecentProject[];
  events: WorkbenchEvent[];
  call<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>>;
  /** Resolves to the first past or future event that fits. */
  waitForEvent(fits: (event: WorkbenchEvent) => boolean): Promise<WorkbenchEvent>;
  close(): Promise<void>;
}

export interface ServiceFixtureOptions extends Partial<ServiceOptions> {
  windowHost?: WindowHost;
  /** A project folder to open or create. Default: as at a first start. */
  project?: string;
}

export async function openServiceFixture(
  options: ServiceFixtureOptions = {},
): Promise<ServiceFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'dni-service-'));
  let recent: RecentProject[] = [];
  const service = createService({
    host: 'browser',
    version: '1.2.3',
    resources,
    settings: {
      ...newSettings(),
      recent: () => recent,
      remember: (project) => {
        recent = addRecentProject(recent, project);
      },
      forget: (directory) => {
        recent = removeRecentProject(recent, directory);
      },
    },
    projectsDirectory: join(folder, 'projects'),
    launchWorker: launchShortWorker,
    watchEveryMs: Infinity,
    ...options,
  });
  const view = service.openView(options.windowHost);
  if (options.project === undefined) await view.workspace.openInitial();
  else await view.workspace.openOrCreate(options.project);
  const events: WorkbenchEvent[] = [];
  const waiting = new Set<() => void>();
  service.onEvent((event) => {
    events.push(event);
    for (const check of waiting) check();
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
      return unwrapEnvelope(await dispatch(view.handlers, command, input)) as CommandOutput<C>;
    },
    waitForEvent: (fits) =>
      new Promise((resolve) => {
        const check = (): void => {
          const event = events.find(fits);
          if (!event) return;
          waiting.delete(check);
          resolve(event);
        };
        waiting.add(check);
        check();
      }),
    async close() {
      await service.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A fake training process: it sends three points of a metric and exits on `stop`. */
export const launchShortWorker: LaunchWorker = () => {
  let sendMessage: (message: FromWorker) => void = () => undefined;
  let exit: () => void = () => undefined;
  const handlers: Record<ToWorker['kind'], () => void> = {
    inspect: () => undefined,
    evaluate: () => undefined,
    together: () => undefined,
    preload: () => undefined,
    toRun: () => undefined,
    abandon: () => undefined,
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
      sendMessage({ kind: 'event', event });
      const points = [1, 2, 3].map((step) => ({
        metric: 'train/loss',
        step,
        seconds: step,
        value: 1 / step,
      }));
      sendMessage({ kind: 'event', event: { kind: 'metrics', step: 3, seconds: 3, points } });
    },
    synced: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    stop: () => {
      sendMessage({
        kind: 'event',
        event: { kind: 'end', status: 'stopped', step: 3, seconds: 3 },
      });
      exit();
    },
  };
  return {
    pid: process.pid,
    send: ({ kind }) => setImmediate(() => handlers[kind]()),
    onMessage: (listener) => {
      sendMessage = listener;
    },
    onExit: (listener) => {
      exit = () => listener({ code: 0, signal: null, stderr: [] });
    },
    kill: () => exit(),
  };
};
