import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { keepLastLines } from './last-lines';
import type { LaunchWorker, WorkerExit, WorkerPort } from './port';
import type { FromWorker } from './protocol';

export interface ForkOptions {
  /** Added to the environment of this process. */
  env?: Record<string, string>;
}

/** Starts workers as plain Node processes. `entry`: the worker's script, `.ts` (through tsx) or built. */
export function forkLauncher(entry: string | URL, options: ForkOptions = {}): LaunchWorker {
  return () => forkWorker(entry, options);
}

export function forkWorker(entry: string | URL, options: ForkOptions = {}): WorkerPort {
  const path = entry instanceof URL ? fileURLToPath(entry) : entry;
  const child = fork(path, [], {
    execArgv: path.endsWith('.ts') ? ['--import', tsx()] : [],
    env: { ...process.env, ...options.env },
    // Numbers that JSON does not know (NaN) must arrive as they are.
    serialization: 'advanced',
    // What libraries print must not mix with the output of `train --json`.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Ctrl-C in the terminal is for the program, which then asks the worker for a checkpoint.
    detached: process.platform !== 'win32',
  });
  const stderr = keepLastLines(child.stderr);
  const exited = new Promise<WorkerExit>((resolve) => {
    child.on('error', (error) => {
      // Errors of sending come here too; the exit tells then what happened.
      if (child.pid === undefined) resolve({ code: null, signal: null, stderr: [error.message] });
    });
    // `close` comes after `exit`, when stderr and messages have been read to their end.
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
