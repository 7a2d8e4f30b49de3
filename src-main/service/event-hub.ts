import type { EmitEvent, WorkbenchEvent } from '#api/events';

export type EventListener = (event: WorkbenchEvent) => void;

/** Passes what happens to every transport that listens. */
export class EventHub {
  readonly #listeners = new Set<EventListener>();

  readonly emit: EmitEvent = (event, payload) => {
    const message = { event, payload } as WorkbenchEvent;
    for (const listener of this.#listeners) listener(message);
  };

  /** Returns the way to stop listening. */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
