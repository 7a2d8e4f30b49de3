import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { endOf, utilityLauncher } from '../../../src-main/app/utility-port';
import { resetElectron, utilityProcess } from './fake-electron';

vi.mock('electron', () => import('./fake-electron'));
beforeEach(resetElectron);

describe.runIf(process.platform !== 'win32')('the end of a training process', () => {
  it('is told by a number that also stands for signals', () => {
    expect(endOf(0)).toEqual({ code: 0, signal: null });
    expect(endOf(1)).toEqual({ code: 1, signal: null });
    expect(endOf(9)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(endOf(137)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(endOf(139)).toEqual({ code: null, signal: 'SIGSEGV' });
    expect(endOf(134)).toEqual({ code: null, signal: 'SIGABRT' });
  });

  it('reaches whoever started it', async () => {
    const child = Object.assign(new EventEmitter(), {
      pid: 4711,
      stderr: null,
      postMessage: vi.fn(),
    });
    utilityProcess.fork.mockReturnValueOnce(child);
    const port = utilityLauncher('/worker.js')();
    const exit = new Promise((resolve) => port.onExit(resolve));
    child.emit('exit', 9);
    expect(await exit).toEqual({ code: null, signal: 'SIGKILL', stderr: [] });
    port.send({ kind: 'stop' });
    expect(child.postMessage).not.toHaveBeenCalled();
  });
});
