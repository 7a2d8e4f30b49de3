import { once } from 'node:events';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { utilityProcess } from 'electron';
import type { LaunchSelfTest } from '#service/compute-setup';
import { collectTail } from '#training/stderr-tail';
import type { LaunchWorker, WorkerExit } from '#training/port';

/** Time to wait for the rest of stderr after a process has exited. */
const stderrDrainMs = 500;

/** Returns a function that starts training workers as utility processes. `entry`: the built script. */
export function createWorkerLauncher(entry: string): LaunchWorker {
  return () => launchUtility(entry, 'DNI Workbench training');
}

/** Returns a function that starts the self-test of TensorFlow as a utility process. `entry`: the built script. */
export function createSelfTestLauncher(entry: string): LaunchSelfTest {
  return () => launchUtility(entry, 'DNI Workbench self-test');
}

/** A utility process. The callers define the types of its messages. */
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
  const stderr = collectTail(readable);
  const drained = readable ? once(readable, 'close').catch(() => undefined) : Promise.resolve();
  let hasExited = false;
  child.once('exit', () => {
    hasExited = true;
  });
  return {
    get pid() {
      return child.pid;
    },
    send(message) {
      if (!hasExited) child.postMessage(message);
    },
    onMessage(listener) {
      child.on('message', (message) => listener(message as never));
    },
    onExit(listener) {
      child.once('exit', (code) => {
        void Promise.race([drained, delay(stderrDrainMs)]).then(() =>
          listener({ ...parseExitCode(code), stderr: stderr() }),
        );
      });
    },
    kill() {
      // `kill` of utilityProcess sends SIGTERM, which a process can ignore.
      if (child.pid === undefined) return;
      try {
        process.kill(child.pid, 'SIGKILL');
      } catch {
        // It has ended already, which has yet to be reported.
      }
    },
  };
}

/**
 * Signals that can end a process; with SIGTRAP, Chromium's code ends itself. A process that exits by
 * itself has status 0 or 1.
 */
const fatalSignals = [
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGKILL',
  'SIGSEGV',
  'SIGTERM',
] as const;

/**
 * Parses the exit code of a utility process: the exit status if it ended by itself, or the number of
 * the signal that ended it, plus 128 if it dumped core.
 */
export function parseExitCode(code: number): Pick<WorkerExit, 'code' | 'signal'> {
  const number = code >= 128 ? code - 128 : code;
  const signal =
    process.platform === 'win32'
      ? undefined
      : fatalSignals.find((name) => constants.signals[name] === number);
  return signal ? { code: null, signal } : { code, signal: null };
}
