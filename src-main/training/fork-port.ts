import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { scriptArguments, scriptBeside } from '#files/script';
import type { LaunchWorker, WorkerExit, WorkerPort } from './port';
import type { FromWorker } from './protocol';
import { collectTail } from './stderr-tail';

/**
 * New objects of JavaScript get 4 MB instead of 16 before they are collected. A worker that trains makes few: it takes
 * 20 MB less, and steps take the same time.
 */
const smallHeap = ['--max-semi-space-size=4'];

/**
 * Starts workers as plain Node processes. `entry` is the worker's script: TypeScript, run through tsx, or
 * built JavaScript.
 */
export function forkLauncher(
  entry: string | URL = scriptBeside(import.meta.url, 'worker'),
): LaunchWorker {
  return () => forkWorker(entry);
}

function forkWorker(entry: string | URL): WorkerPort {
  const path = entry instanceof URL ? fileURLToPath(entry) : entry;
  const child = fork(path, [], {
    execArgv: [...smallHeap, ...scriptArguments(path)],
    // Structured cloning: JSON would turn NaN into null.
    serialization: 'advanced',
    // What libraries print to stdout must not mix with the output of `train --json`.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // A process group of its own: Ctrl-C in the terminal reaches only the program, which then requests
    // a checkpoint from the worker.
    detached: process.platform !== 'win32',
  });
  const stderr = collectTail(child.stderr);
  const exited = new Promise<WorkerExit>((resolve) => {
    child.on('error', (error) => {
      // Errors of sending arrive here too; the exit event then reports what happened.
      if (child.pid === undefined) resolve({ code: null, signal: null, stderr: [error.message] });
    });
    // `close` follows `exit` once stderr and the messages have been read to their end.
    child.on('close', (code, signal) => resolve({ code, signal, stderr: stderr() }));
  });
  return {
    get pid() {
      return child.pid;
    },
    send(message) {
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage(listener) {
      child.on('message', (message) => listener(message as FromWorker));
    },
    onExit(listener) {
      void exited.then(listener);
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}
