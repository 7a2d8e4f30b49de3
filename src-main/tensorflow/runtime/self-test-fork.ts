import { fork } from 'node:child_process';
import { scriptArguments, scriptBeside } from '#files/script';
import type { SelfTestExit, SelfTestPort } from './self-test-port';

/** Starts the self-test in a Node process. */
export function forkSelfTest(): SelfTestPort {
  const file = scriptBeside(import.meta.url, 'self-test-child');
  const child = fork(file, [], {
    execArgv: scriptArguments(file),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // With this variable, the binary of Electron behaves as Node.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  let stderrTail = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-2000);
  });
  const exited = new Promise<SelfTestExit>((resolve) => {
    const end = (code: number | null, signal: string | null): void =>
      resolve({ code, signal, stderr: stderrTail.trim().split('\n') });
    child.on('error', (error) => {
      // Errors of `send` are also reported here; for those, the `close` event follows.
      if (child.pid === undefined) resolve({ code: null, signal: null, stderr: [error.message] });
    });
    child.on('close', end);
  });
  return {
    // An error of `send` is ignored: it means that the child has exited, which `onExit` reports.
    send: (request) => void child.send(request, () => undefined),
    onMessage: (listener) => void child.on('message', (result) => listener(result as never)),
    onExit: (listener) => void exited.then(listener),
    kill: () => void child.kill('SIGKILL'),
  };
}
