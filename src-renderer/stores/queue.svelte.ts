import type { Queue, SlotsSetting } from '#api/types';
import { session } from './session.svelte';

/** The queue of runs of this program, of all projects. */
export class RunQueue {
  /** Null until it is known. */
  state = $state.raw<Queue | null>(null);

  constructor() {
    session.onProjectOpened(() => void session.attempt(() => this.load()));
    session.on('queue.changed', (queue) => (this.state = queue));
  }

  async load(): Promise<void> {
    this.state = await session.call('queue.get', {});
  }

  setSlots(slots: SlotsSetting): Promise<void> {
    return this.#change(() => session.call('queue.setSlots', { slots }));
  }

  /** Moves a waiting run of the open project before another one; null: to the end. */
  move(runId: string, before: string | null): Promise<void> {
    return this.#change(() => session.callInProject('queue.move', { runId, before }));
  }

  /** Pauses all running runs and holds waiting ones back, or lets them go on. */
  pause(paused: boolean): Promise<void> {
    return this.#change(() => session.call('queue.pause', { paused }));
  }

  /** Stops all running and waiting runs, with checkpoints. */
  stop(): Promise<void> {
    return this.#change(() => session.call('queue.stop', {}));
  }

  async #change(send: () => Promise<Queue>): Promise<void> {
    this.state = (await session.attempt(send)) ?? this.state;
  }
}

export const queue = new RunQueue();
