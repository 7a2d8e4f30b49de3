import type { FromWorker, ToWorker } from './protocol';

export interface WorkerExit {
  code: number | null;
  /** The signal that ended the process, if any: `SIGKILL`, `SIGSEGV` ... */
  signal: string | null;
  /** The last lines that the process wrote to stderr, oldest first. */
  stderr: string[];
}

/** A worker process, started by Node's `child_process.fork` or Electron's `utilityProcess`. */
export interface WorkerPort {
  /** Undefined until the process has started. */
  readonly pid: number | undefined;
  /** Does nothing once the process is gone. */
  send(message: ToWorker): void;
  onMessage(listener: (message: FromWorker) => void): void;
  /** Called once, after the last message, and also if the process could not be started. */
  onExit(listener: (exit: WorkerExit) => void): void;
  /** Ends the process at once, without a checkpoint. */
  kill(): void;
}

export type LaunchWorker = () => WorkerPort;
