import type { FromWorker, ToWorker } from './protocol';

/** The worker's end of the message channel to its manager. */
export interface ManagerLink {
  send(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
  /** Called when the manager's process is gone. */
  onDisconnect(listener: () => void): void;
  /** Ends this process once every sent message has left it. */
  exit(code: number): void;
}

/** The part of Electron's `process.parentPort` that is used here. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** Milliseconds that Electron gets to deliver the last messages: it does not report when it has. */
const deliveryMs = 200;

/** Connects to the process that started this one, by Electron's utilityProcess or child_process.fork. */
export function connectToManager(): ManagerLink {
  const { parentPort } = process as { parentPort?: ParentPort };
  return parentPort ? electronLink(parentPort) : forkLink();
}

function electronLink(port: ParentPort): ManagerLink {
  return {
    send: (message) => port.postMessage(message),
    onMessage: (listener) => port.on('message', ({ data }) => listener(data as ToWorker)),
    // Electron ends its utility processes itself.
    onDisconnect: () => undefined,
    exit: (code) => void setTimeout(() => process.exit(code), deliveryMs),
  };
}

function forkLink(): ManagerLink {
  let unsentCount = 0;
  let exitCode: number | null = null;
  const exitIfDone = (): void => {
    if (exitCode !== null && unsentCount === 0) process.exit(exitCode);
  };
  return {
    send(message) {
      if (!process.connected) return;
      unsentCount += 1;
      process.send?.(message, undefined, undefined, () => {
        unsentCount -= 1;
        exitIfDone();
      });
    },
    onMessage: (listener) => void process.on('message', (data) => listener(data as ToWorker)),
    onDisconnect(listener) {
      process.on('disconnect', listener);
      if (!process.connected) listener();
    },
    exit(code) {
      exitCode = code;
      if (!process.connected) process.exit(code);
      exitIfDone();
    },
  };
}
