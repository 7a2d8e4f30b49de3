import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { utilityProcess } from 'electron';
import type { LaunchTest } from '#service/compute-setup';
import { keepLastLines } from '#training/last-lines';
import type { LaunchWorker, WorkerExit } from '#training/port';

/** Time for the last lines of a process that has ended to arrive. */
const lastLinesMs = 500;

/** Starts workers as Electron's utility processes. `entry`: the built script of the worker. */
export function utilityLauncher(entry: string): LaunchWorker {
  return () => launchUtility(entry, 'DNI Workbench training');
}

/** Starts the process that tries TensorFlow out likewise. */
export function utilityTester(entry: string): LaunchTest {
  return () => launchUtility(entry, 'DNI Workbench self-test');
}

/** What is sent and heard is the affair of whoever asked for the process. */
interface UtilityPort {
  readonly pid: number | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: never) => void): void;
  onExit(listener: (exit: WorkerExit) => void): void;
  kill(): void;
}

function launchUtility(entry: string, serviceName: string): UtilityPort {
  const child = utilityProcess.fork(entry, [], {
    serviceName,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const readable = child.stderr as Readable | null;
  const stderr = keepLastLines(readable);
  const drained = readable ? once(readable, 'close').catch(() => undefined) : Promise.resolve();
  let gone = false;
  child.once('exit', () => {
    gone = true;
  });
  return {
    get pid() {
      return child.pid;
    },
    send(message) {
      if (!gone) child.postMessage(message);
    },
    onMessage(listener) {
      child.on('message', (message) => listener(message as never));
    },
    onExit(listener) {
      child.once('exit', (code) => {
        void Promise.race([drained, delay(lastLinesMs)]).then(() =>
          listener({ ...endOf(code), stderr: stderr() }),
        );
      });
    },
    kill() {
      // `kill` of Electron's own is the polite signal.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
}

/** Signals that end a process from outside or by its own fault. Ours ends itself with 0 or 1. */
const deadly = ['SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/**
 * What Electron's one number means: the status of a process that ended by itself, and for one that
 * was ended the signal's number, with 128 added where memory was dumped.
 */
export function endOf(code: number): Pick<WorkerExit, 'code' | 'signal'> {
  const number = code >= 128 ? code - 128 : code;
  const signal =
    process.platform === 'win32'
      ? undefined
      : deadly.find((name) => constants.signals[name] === number);
  return signal ? { code: null, signal } : { code, signal: null };
}
