import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { utilityProcess } from 'electron';
import { keepLastLines } from '#training/last-lines';
import type { LaunchWorker, WorkerPort } from '#training/port';
import type { FromWorker } from '#training/protocol';

/** Time for the last lines of a process that has ended to arrive. */
const lastLinesMs = 500;

/** Starts workers as Electron's utility processes. `entry`: the built script of the worker. */
export function utilityLauncher(entry: string): LaunchWorker {
  return () => launchUtility(entry);
}

function launchUtility(entry: string): WorkerPort {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'DNI Workbench training',
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
      child.on('message', (message: FromWorker) => listener(message));
    },
    onExit(listener) {
      child.once('exit', (code) => {
        void Promise.race([drained, delay(lastLinesMs)]).then(() =>
          listener({ code, signal: null, stderr: stderr() }),
        );
      });
    },
    kill() {
      // `kill` of Electron's own is the polite signal.
      if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
    },
  };
}
