import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { LaunchWorker, WorkerExit, WorkerPort } from './port';
import type { FromWorker } from './protocol';
import { collectTail } from './stderr-tail';

/**
 * Starts workers as plain Node processes. `entry` is the worker's script: TypeScript, run through tsx, or
 * built JavaScript.
 */
export function forkLauncher(entry: string | URL): LaunchWorker {
  return () => forkWorker(entry);
}

function forkWorker(entry: string | URL): WorkerPort {
  const path = entry instanceof URL ? fileURLToPath(entry) : entry;
  const child = fork(path, [], {
    execArgv: path.endsWith('.ts') ? ['--import', tsx()] : [],
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

function tsx(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}
