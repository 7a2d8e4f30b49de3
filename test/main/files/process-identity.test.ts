import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  isProcessAlive,
  processState,
  thisProcess,
  type ProcessIdentity,
} from '#files/process-identity';

const here: ProcessIdentity = {
  ...thisProcess(),
  machineId: 'machine',
  bootId: 'boot',
  pidNamespace: 'pid:[1]',
  startedAt: null,
};
const neverUsed = 2 ** 30;

describe('processState', () => {
  it.each<[string, Partial<ProcessIdentity>, string]>([
    ['this process', {}, 'alive'],
    ['this process under an earlier name of the computer', { host: 'before' }, 'alive'],
    ['a process id that nobody has', { pid: neverUsed }, 'gone'],
    [
      'the same id with another start',
      { startedAt: 1 },
      process.platform === 'linux' ? 'gone' : 'alive',
    ],
    ['a process before the last start of the computer', { bootId: 'earlier boot' }, 'gone'],
    [
      'a process of another computer of the same name',
      { machineId: 'other machine', bootId: 'other boot' },
      'unknown',
    ],
    [
      'a process of an unknown computer of the same name',
      { machineId: null, bootId: 'other boot' },
      'unknown',
    ],
    [
      'a process of another computer',
      { machineId: 'other machine', host: 'nodeA', bootId: 'other boot' },
      'unknown',
    ],
    [
      'a missing process of another computer',
      { host: 'nodeA', bootId: null, pid: neverUsed },
      'unknown',
    ],
    ['a process in another container', { pidNamespace: 'pid:[2]', pid: neverUsed }, 'unknown'],
    [
      'a process in a container of an earlier boot',
      { bootId: 'earlier', pidNamespace: 'pid:[2]' },
      'gone',
    ],
    [
      'a process of which only id and host are known',
      { bootId: null, pidNamespace: null },
      'alive',
    ],
    [
      'such a process that is missing',
      { bootId: null, pidNamespace: null, pid: neverUsed },
      'gone',
    ],
  ])('judges %s', (_, changes, state) => {
    expect(processState({ ...here, ...changes }, here)).toBe(state);
  });

  it('recognizes this process by the identity that it would write down', () => {
    expect(processState(thisProcess())).toBe('alive');
  });
});

describe('isProcessAlive', () => {
  it('tells running processes from missing ones', () => {
    expect(isProcessAlive(process.pid)).toBe(true);
    for (const pid of [neverUsed, 2 ** 40, 0, -1, NaN, 1.5])
      expect(isProcessAlive(pid), String(pid)).toBe(false);
  });

  it.runIf(existsSync('/proc/self/stat'))(
    'does not count a process that started after its id was written down',
    () => {
      expect(isProcessAlive(process.pid, Date.now())).toBe(true);
      expect(isProcessAlive(process.pid, Date.now() - 60 * 60 * 1000)).toBe(false);
    },
  );

  it.runIf(existsSync('/proc/self/stat'))('does not count a zombie', async () => {
    // The shell starts a child and becomes a program that never collects it.
    const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60']);
    onTestFinished(() => void parent.kill());
    const [text] = (await once(parent.stdout, 'data')) as [Buffer];
    const zombie = Number(text.toString());
    await expect.poll(() => isProcessAlive(zombie)).toBe(false);
    expect(() => process.kill(zombie, 0)).not.toThrow();
  });
});
