import type { EmitEvent, WorkbenchEvent } from '#api/events';

export type EventListener = (event: WorkbenchEvent) => void;

/** Sends each event to all listeners: the transports of the API. */
export class EventHub {
  readonly #listeners = new Set<EventListener>();

  readonly emit: EmitEvent = (event, payload) => {
    const message = { event, payload } as WorkbenchEvent;
    for (const listener of this.#listeners) listener(message);
  };

  /** Returns a function that removes the listener. */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
