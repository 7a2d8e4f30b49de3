import type { Bridge, Client } from '#api/client';
import type { CommandInput, CommandName, CommandOutput } from '#api/commands';
import { envelopeSchema, openEnvelope } from '#api/envelope';
import type { EventName, EventPayload, WorkbenchEvent } from '#api/events';
import { WorkbenchError } from '#spec/errors';

declare global {
  interface Window {
    workbench?: Bridge;
  }
}

type Listener = (payload: never) => void;

/** Listeners of events and of the connection, the same for both transports. */
class Listeners {
  #events = new Map<EventName, Set<Listener>>();
  #connection = new Set<(connected: boolean) => void>();

  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void {
    const listeners = this.#events.get(event) ?? new Set<Listener>();
    this.#events.set(event, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  onConnection(listener: (connected: boolean) => void): () => void {
    this.#connection.add(listener);
    return () => this.#connection.delete(listener);
  }

  emit({ event, payload }: WorkbenchEvent): void {
    for (const listener of this.#events.get(event) ?? []) listener(payload as never);
  }

  connection(connected: boolean): void {
    for (const listener of this.#connection) listener(connected);
  }
}

function open<C extends CommandName>(answer: unknown): CommandOutput<C> {
  return opened(answer) as CommandOutput<C>;
}

function opened(answer: unknown): unknown {
  const envelope = envelopeSchema.safeParse(answer);
  if (!envelope.success)
    throw new WorkbenchError('internal', 'The workbench gave an answer this window cannot read.');
  return openEnvelope(envelope.data);
}

function overBridge(bridge: Bridge): Client {
  const listeners = new Listeners();
  bridge.subscribe((event) => listeners.emit(event as WorkbenchEvent));
  return {
    call: async <C extends CommandName>(command: C, input: CommandInput<C>) =>
      open<C>(await bridge.invoke(command, input)),
    on: (event, listener) => listeners.on(event, listener),
    onConnection: (listener) => listeners.onConnection(listener),
    droppedPath: async (file) => opened(await bridge.dropped(file)) as string,
  };
}

const firstDelay = 250;
const longestDelay = 5000;

/** Keeps a WebSocket open for events, trying again ever more slowly while the server is away. */
function keepListening(listeners: Listeners): void {
  let delay = firstDelay;
  const connect = (): void => {
    const url = new URL('/events', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    socket.onopen = () => {
      delay = firstDelay;
      listeners.connection(true);
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') listeners.emit(JSON.parse(data) as WorkbenchEvent);
    };
    socket.onclose = () => {
      listeners.connection(false);
      setTimeout(connect, delay);
      delay = Math.min(longestDelay, delay * 2);
    };
  };
  connect();
}

/** The server does not know this browser: the address with the token has to be opened again. */
export class UnauthorizedError extends WorkbenchError {
  constructor() {
    super('unavailable', 'This window is not signed in. Open the address printed in the terminal.');
    this.name = 'UnauthorizedError';
  }
}

function overHttp(): Client {
  const listeners = new Listeners();
  keepListening(listeners);
  return {
    call: async <C extends CommandName>(command: C, input: CommandInput<C>) => {
      const response = await fetch(`/api/${command}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(input),
      }).catch(() => {
        throw new WorkbenchError(
          'unavailable',
          'The workbench does not answer. Look at the terminal it was started in, and start it again if it has ended.',
        );
      });
      if (response.status === 401) throw new UnauthorizedError();
      return open<C>(await response.json().catch(() => null));
    },
    on: (event, listener) => listeners.on(event, listener),
    onConnection: (listener) => listeners.onConnection(listener),
    droppedPath: () => Promise.resolve(null),
  };
}

/** Speaks with main through Electron's preload bridge if there is one, else with the loopback server. */
export function connect(): Client {
  return window.workbench ? overBridge(window.workbench) : overHttp();
}
