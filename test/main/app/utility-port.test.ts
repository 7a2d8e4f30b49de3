import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseExitCode, createWorkerLauncher } from '../../../src-main/app/utility-port';
import { resetElectron, utilityProcess } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));
beforeEach(resetElectron);

describe.runIf(process.platform !== 'win32')('the end of a training process', () => {
  it('is parsed from a number that also encodes signals', () => {
    expect(parseExitCode(0)).toEqual({ code: 0, signal: null });
    expect(parseExitCode(1)).toEqual({ code: 1, signal: null });
    expect(parseExitCode(9)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(parseExitCode(137)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(parseExitCode(139)).toEqual({ code: null, signal: 'SIGSEGV' });
    expect(parseExitCode(134)).toEqual({ code: null, signal: 'SIGABRT' });
    expect(parseExitCode(5)).toEqual({ code: null, signal: 'SIGTRAP' });
  });

  it('is reported to the exit listener', async () => {
    const child = Object.assign(new EventEmitter(), {
      pid: 4711,
      stderr: null,
      postMessage: vi.fn(),
    });
    utilityProcess.fork.mockReturnValueOnce(child);
    const port = createWorkerLauncher('/worker.js')();
    const exit = new Promise((resolve) => port.onExit(resolve));
    child.emit('exit', 9);
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL', stderr: [] });
    port.send({ kind: 'stop' });
    expect(child.postMessage).not.toHaveBeenCalled();
  });
});
