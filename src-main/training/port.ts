import type { FromWorker, ToWorker } from './protocol';

export interface WorkerExit {
  code: number | null;
  /** The signal that ended it, where one did: `SIGKILL`, `SIGSEGV` ... */
  signal: string | null;
  /** The last lines it wrote to stderr, oldest first. */
  stderr: string[];
}

/** A process that trains one run, whoever made it: Node's fork or Electron's utilityProcess. */
export interface WorkerPort {
  /** Undefined until the process is there. */
  readonly pid: number | undefined;
  /** Does nothing once the process is gone. */
  send(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Called once, also where the process could not be started, after the last message. */
  onExit(listener: (exit: WorkerExit) => void): void;
  /** Ends it at once, without a checkpoint. */
  kill(): void;
}

export type LaunchWorker = () => WorkerPort;
