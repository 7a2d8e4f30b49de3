/**
 * The connection between the window and the main process: one typed `Client`, over Electron's
 * preload bridge or over HTTP and a WebSocket. Only `main.ts` connects; every other file goes
 * through the store `session`:
 *
 * @example
 * const client = connect();
 * const models = await client.call('models.list', { projectId: 'p1' });
 * const unsubscribe = client.on('run.changed', ({ run }) => console.log(run.status));
 */
import { localizeSentence } from '#spec/number-format';
import type { Bridge, Client } from '#api/client';
import type { CommandInput, CommandName, CommandOutput } from '#api/commands';
import { bytesType, envelopeSchema, unwrapEnvelope } from '#api/envelope';
import type { EventName, EventPayload, WorkbenchEvent } from '#api/events';
import { WorkbenchError } from '#spec/errors';

declare global {
  interface Window {
    workbench?: Bridge;
  }
}

type Listener = (payload: never) => void;

/** The subscribers to events and to the state of the connection. Both transports use it. */
class EventEmitter {
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

  emitConnection(connected: boolean): void {
    for (const listener of this.#connection) listener(connected);
  }
}

/** Returns the result in an envelope. Throws the WorkbenchError that a failed command returned. */
function unwrap(response: unknown): unknown {
  const envelope = envelopeSchema.safeParse(response);
  if (!envelope.success)
    throw new WorkbenchError('internal', 'The workbench gave an answer this window cannot read.');
  try {
    return unwrapEnvelope(envelope.data);
  } catch (error) {
    // The main process writes English sentences, whose numbers follow the system here.
    if (!(error instanceof WorkbenchError)) throw error;
    throw new WorkbenchError(error.kind, localizeSentence(error.message), error.details);
  }
}

function connectToBridge(bridge: Bridge): Client {
  const emitter = new EventEmitter();
  bridge.subscribe((event) => emitter.emit(event as WorkbenchEvent));
  return {
    call: async <C extends CommandName>(command: C, input: CommandInput<C>) =>
      unwrap(await bridge.invoke(command, input)) as CommandOutput<C>,
    on: (event, listener) => emitter.on(event, listener),
    onConnection: (listener) => emitter.onConnection(listener),
    droppedPath: async (file) => unwrap(await bridge.dropped(file)) as string,
  };
}

const firstRetryDelayMs = 250;
const longestRetryDelayMs = 5000;

/** Keeps a WebSocket open for events; reconnects with exponential backoff after it was closed. */
function subscribeToServer(emitter: EventEmitter): void {
  let retryDelayMs = firstRetryDelayMs;
  const connect = (): void => {
    const url = new URL('/events', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url);
    socket.onopen = () => {
      retryDelayMs = firstRetryDelayMs;
      emitter.emitConnection(true);
    };
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') emitter.emit(JSON.parse(data) as WorkbenchEvent);
    };
    socket.onclose = () => {
      emitter.emitConnection(false);
      setTimeout(connect, retryDelayMs);
      retryDelayMs = Math.min(longestRetryDelayMs, retryDelayMs * 2);
    };
  };
  connect();
}

/** The server does not know the browser's cookie: a new address of the server has to be opened. */
export class UnauthorizedError extends WorkbenchError {
  constructor() {
    super(
      'unavailable',
      'This window is not signed in. Press Enter in the terminal in which the workbench runs, and open the address that it prints.',
    );
    this.name = 'UnauthorizedError';
  }
}

/** Reads the result of a command from a response: bytes as they are, everything else from its envelope. */
async function readResult(response: Response): Promise<unknown> {
  if (response.headers.get('Content-Type') !== bytesType)
    return unwrap(await response.json().catch(() => null));
  const bytes = await response.arrayBuffer().catch(() => {
    throw new WorkbenchError(
      'unavailable',
      'The connection to the workbench broke off. Try again.',
    );
  });
  return new Uint8Array(bytes);
}

/** Browsers allow 64 KiB in all requests that outlive their page. */
const maxKeepaliveLength = 60_000;

function connectToServer(): Client {
  const emitter = new EventEmitter();
  subscribeToServer(emitter);
  let isLeaving = false;
  const leave = (): void => {
    isLeaving = true;
    // The user may decide to stay.
    setTimeout(() => (isLeaving = false));
  };
  for (const event of ['beforeunload', 'pagehide'])
    window.addEventListener(event, leave, { capture: true });
  return {
    call: async <C extends CommandName>(command: C, input: CommandInput<C>) => {
      const body = JSON.stringify(input);
      const response = await fetch(`/api/${command}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
        // A request that is sent while the page is being left has to outlive it.
        keepalive: isLeaving && body.length < maxKeepaliveLength,
      }).catch(() => {
        throw new WorkbenchError(
          'unavailable',
          'The workbench does not answer. Look at the terminal it was started in, and start it again if it has ended.',
        );
      });
      if (response.status === 401) throw new UnauthorizedError();
      return (await readResult(response)) as CommandOutput<C>;
    },
    on: (event, listener) => emitter.on(event, listener),
    onConnection: (listener) => emitter.onConnection(listener),
    droppedPath: () => Promise.resolve(null),
  };
}

/**
 * Connects to the main process through Electron's preload bridge if there is one, else to the
 * loopback server. Its `call` rejects with the WorkbenchError of the command, with kind
 * `unavailable` if the server does not answer, and with UnauthorizedError if the browser is not
 * signed in.
 */
export function connect(): Client {
  return window.workbench ? connectToBridge(window.workbench) : connectToServer();
}
