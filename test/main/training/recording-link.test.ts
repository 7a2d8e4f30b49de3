import { describe, expect, it } from 'vitest';
import { WorkbenchError } from '#spec/errors';
import type { FromWorker, ToWorker } from '#training/protocol';
import { RecordingLink } from '#training/recording-link';
import { WorkerControl } from '#training/worker-control';
import type { ManagerLink } from '#training/worker-link';

function newLink() {
  const sent: FromWorker['kind'][] = [];
  const listeners: ((message: ToWorker) => void)[] = [];
  let disconnect = (): void => undefined;
  const link: ManagerLink = {
    send: ({ kind }) => void sent.push(kind),
    onMessage: (listener) => void listeners.push(listener),
    onDisconnect: (listener) => {
      disconnect = listener;
    },
    exit: () => undefined,
  };
  const control = new WorkerControl();
  const recording = new RecordingLink(link, control);
  const receive = (message: ToWorker): void => listeners.forEach((listener) => listener(message));
  return { recording, control, sent, receive, disconnect: () => disconnect() };
}

const diskFull = new WorkbenchError('unavailable', 'Full.', { code: 'ENOSPC' });

describe('RecordingLink', () => {
  it('resolves when the manager has the curves on disk, and rejects with its failure', async () => {
    const { recording, sent, receive } = newLink();
    const synced = recording.sync();
    expect(sent).toEqual(['sync']);
    receive({ kind: 'synced', failure: null });
    await synced;
    const failed = recording.sync();
    receive({ kind: 'synced', failure: 'No.' });
    await expect(failed).rejects.toThrow('No.');
  });

  it('confirms nothing any more when the manager is gone, so that nothing is saved', async () => {
    const { recording, disconnect } = newLink();
    const waiting = recording.sync();
    disconnect();
    await expect(waiting).rejects.toThrow('is gone');
    await expect(recording.sync()).rejects.toThrow('is gone');
    await expect(recording.retrySave(diskFull)).rejects.toBe(diskFull);
  });

  it('waits for space until the run is resumed, and gives up when it is stopped', async () => {
    const { recording, control, sent } = newLink();
    const retry = recording.retrySave(diskFull);
    expect(sent).toEqual(['diskFull']);
    expect(control.isPaused).toBe(true);
    control.resume();
    await retry;
    const stopped = recording.retrySave(diskFull);
    control.stop();
    await expect(stopped).rejects.toBe(diskFull);
  });

  it('does not wait after other errors', async () => {
    const { recording, sent } = newLink();
    const error = new Error('no folder');
    await expect(recording.retrySave(error)).rejects.toBe(error);
    expect(sent).toEqual([]);
  });
});
