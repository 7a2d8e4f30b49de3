import type { Handlers } from '#api/commands';
import { thisComputerId } from '#spec/place';
import type { RunManager } from '#training/run-manager';
import type { StudyRunner } from '#training/study-runner';
import type { SettingsPort } from './settings-port';
import type { Workspace } from './workspace';

type QueueHandlers = Pick<Handlers, Extract<keyof Handlers, `queue.${string}`>>;

export interface QueueServices {
  runs: RunManager;
  studies: StudyRunner;
  settings: SettingsPort;
}

export function queueHandlers(
  workspace: Workspace,
  { runs, studies, settings }: QueueServices,
): QueueHandlers {
  return {
    'queue.get': () => runs.queue.get(),
    'queue.setSlots': async ({ slots }) => {
      runs.queue.setSlots(slots);
      await settings.saveSlots(slots);
      return runs.queue.get();
    },
    'queue.move': ({ projectId, runId, before }) => {
      runs.queue.move(workspace.project(projectId), runId, before);
      return runs.queue.get();
    },
    'queue.pause': ({ paused }) => {
      runs.pauseQueue(paused);
      return runs.queue.get();
    },
    'queue.stop': async () => {
      // Otherwise a study would start its next runs in the free slots. One that trains at places alone has none here.
      await studies.stopAll(({ places }) => places.length === 0 || places.includes(thisComputerId));
      await runs.stopAll();
      return runs.queue.get();
    },
  };
}
