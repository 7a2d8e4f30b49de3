/** Polyfill of `utilityProcess` with a Node process of Electron's binary. */
import { fork } from 'child_process';
import electron from 'electron';
import { EventEmitter } from 'events';
import { pack, unpack } from './message';
import { add } from './node';

interface Options {
  env?: NodeJS.ProcessEnv;
  stdio?: ('ignore' | 'inherit' | 'pipe')[];
}

function forkUtility(entry: string, args: string[] = [], options: Options = {}): EventEmitter {
  const child = fork(entry, args, {
    env: { ...(options.env ?? process.env), ELECTRON_RUN_AS_NODE: '1' },
    stdio: [...(options.stdio ?? ['ignore', 'inherit', 'inherit']), 'ipc'],
    execArgv: [],
  });
  const utility = Object.assign(new EventEmitter(), {
    pid: undefined as number | undefined,
    stdout: child.stdout,
    stderr: child.stderr,
    postMessage: (message: unknown) => {
      if (child.connected) child.send(pack(message), () => undefined);
    },
    kill: () => child.kill(),
  });
  utility.pid = child.pid;
  child.on('message', (packed: string) => utility.emit('message', unpack(packed)));
  child.on('exit', (code, signal) => {
    utility.pid = undefined;
    // The number of the signal, as Chromium reports it.
    utility.emit('exit', code ?? (signal === 'SIGKILL' ? 9 : 15));
  });
  child.on('error', () => utility.emit('exit', 1));
  setImmediate(() => utility.emit('spawn'));
  return utility;
}

add(electron, { utilityProcess: { fork: forkUtility } });
