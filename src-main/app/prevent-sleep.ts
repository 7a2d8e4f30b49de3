import { powerSaveBlocker } from 'electron';
import type { Service } from '#service/create-service';

/** Prevents the machine from sleeping while a run trains. The screen may turn off. */
export function preventSleep(service: Pick<Service, 'onEvent' | 'activeRuns'>): void {
  let blocker: number | null = null;
  service.onEvent(({ event }) => {
    if (event !== 'run.changed') return;
    const isTraining = service.activeRuns().some(({ status }) => status === 'running');
    if (isTraining) {
      blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    } else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  });
}
