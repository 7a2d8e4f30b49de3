import type { FromWorker, ToWorker } from './protocol';

/** The worker's end of the line to its manager. */
export interface ParentLink {
  send(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
  /** The manager's process is gone. */
  onGone(listener: () => void): void;
  /** Ends this process when all that was sent is on its way. */
  exit(code: number): void;
}

/** The line of Electron's utilityProcess, as far as it is used here. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** Milliseconds for Electron to carry off the last messages: it does not say when it has. */
const lastMessages = 200;

/** The line of whoever started this process: Electron's utilityProcess or child_process.fork. */
export function connectToParent(): ParentLink {
  const { parentPort } = process as { parentPort?: ParentPort };
  return parentPort ? electronLink(parentPort) : forkLink();
}

function electronLink(port: ParentPort): ParentLink {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => listener(data as ToWorker)),
    // Electron ends its utility processes itself.
    onGone: () => undefined,
    exit: (code) => void setTimeout(() => process.exit(code), lastMessages),
  };
}

function forkLink(): ParentLink {
  let unsent = 0;
  let leaving: number | null = null;
  const leave = (): void => {
    if (leaving !== null && unsent === 0) process.exit(leaving);
  };
  return {
    send(message) {
      if (!process.connected) return;
      unsent += 1;
      process.send?.(message, undefined, undefined, () => {
        unsent -= 1;
        leave();
      });
    },
    onMessage: (listener) => void process.on('message', (data) => listener(data as ToWorker)),
    onGone(listener) {
      process.on('disconnect', listener);
      if (!process.connected) listener();
    },
    exit(code) {
      leaving = code;
      if (!process.connected) process.exit(code);
      leave();
    },
  };
}
