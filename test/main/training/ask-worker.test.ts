import { describe, expect, it } from 'vitest';
import { askWorker } from '#training/ask-worker';
import type { LaunchWorker, WorkerExit } from '#training/port';
import type { FromWorker, ToWorker } from '#training/protocol';

const question: ToWorker = { kind: 'pause' };
const other: FromWorker = { kind: 'sync' };
const failed: FromWorker = { kind: 'failed', errorKind: 'validation', message: 'No such part.' };
const gone: WorkerExit = { code: 3, signal: null, stderr: ['Out of luck.'] };

/** A worker that says and does on its question what the test wants, and what it was told. */
function newWorker(work: (say: (message: FromWorker) => void, exit: () => void) => void) {
  const told: string[] = [];
  const launch: LaunchWorker = () => {
    let say: (message: FromWorker) => void = () => undefined;
    let exit = (): void => undefined;
    told.push('launch');
    return {
      pid: 1,
      send: ({ kind }) => {
        told.push(kind);
        work(say, exit);
      },
      onMessage: (listener) => (say = listener),
      onExit: (listener) => (exit = () => listener(gone)),
      kill: () => void told.push('kill'),
    };
  };
  const ask = (signal?: AbortSignal): Promise<string> =>
    askWorker(launch, question, ({ kind }) => (kind === 'diskFull' ? 'answer' : undefined), signal);
  return { ask, told };
}

describe('a question to a worker', () => {
  it('is answered by the first message that is an answer, though the process ends then', async () => {
    const { ask, told } = newWorker((say, exit) => {
      say(other);
      say({ kind: 'diskFull', message: '' });
      exit();
    });
    expect(await ask()).toBe('answer');
    expect(told).toEqual(['launch', 'pause']);
  });

  it('fails with what the worker reports, of the kind that it names', async () => {
    const { ask } = newWorker((say, exit) => {
      say(failed);
      exit();
    });
    await expect(ask()).rejects.toMatchObject({ kind: 'validation', message: 'No such part.' });
  });

  it('fails with the reason where the process ends without an answer', async () => {
    const { ask } = newWorker((say, exit) => {
      say(other);
      exit();
    });
    await expect(ask()).rejects.toMatchObject({
      kind: 'internal',
      message: 'The training process ended by itself with status 3: Out of luck.',
    });
  });

  it('ends the process where it is cancelled, and starts none where it was before', async () => {
    const abort = new AbortController();
    const { ask, told } = newWorker(() => abort.abort());
    const cancelled = { kind: 'conflict', details: { isCancelled: true } };
    await expect(ask(abort.signal)).rejects.toMatchObject(cancelled);
    expect(told).toEqual(['launch', 'pause', 'kill']);
    await expect(ask(abort.signal)).rejects.toMatchObject(cancelled);
    expect(told).toHaveLength(3);
  });
});
