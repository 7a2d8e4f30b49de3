import { powerSaveBlocker } from 'electron';
import type { Service } from '#service/create-service';

/** Keeps the machine from going to sleep while a run trains; the screen may go dark. */
export function stayAwake(service: Pick<Service, 'onEvent' | 'runsAtWork'>): void {
  let blocker: number | null = null;
  service.onEvent(({ event }) => {
    if (event !== 'run.changed') return;
    const isTraining = service.runsAtWork().some(({ status }) => status === 'running');
    if (isTraining) {
      blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    } else if (blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  });
}
