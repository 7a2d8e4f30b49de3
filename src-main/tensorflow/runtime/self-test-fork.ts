import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TestExit, TestPort } from './self-test-port';

/** Starts the process that tries a runtime out as a plain Node process. */
export function forkTest(): TestPort {
  const { file, execArgv } = childProgram();
  const child = fork(file, [], {
    execArgv,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Electron's own binary then behaves as Node.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-2000);
  });
  const exited = new Promise<TestExit>((resolve) => {
    const end = (code: number | null, signal: string | null): void =>
      resolve({ code, signal, stderr: lastWords.trim().split('\n') });
    child.on('error', (error) => {
      // Errors of sending come here too; the exit tells then what happened.
      if (child.pid === undefined) resolve({ code: null, signal: null, stderr: [error.message] });
    });
    child.on('close', end);
  });
  return {
    // Where the child is gone already, its end says more than this failure.
    send: (wish) => void child.send(wish, () => undefined),
    onMessage: (listener) => void child.on('message', (result) => listener(result as never)),
    onExit: (listener) => void exited.then(listener),
    kill: () => void child.kill('SIGKILL'),
  };
}

/** This room's child program, from the sources through tsx, or built beside this file. */
function childProgram(): { file: string; execArgv: string[] } {
  const here = import.meta.url;
  const extension = extname(fileURLToPath(here));
  const file = fileURLToPath(new URL(`./self-test-child${extension}`, here));
  if (extension !== '.ts') return { file, execArgv: [] };
  const tsx = pathToFileURL(createRequire(here).resolve('tsx')).href;
  return { file, execArgv: ['--import', tsx] };
}
