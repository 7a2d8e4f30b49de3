import { describe, expect, it } from 'vitest';
import type { WorkerExit } from '#training/port';
import { outcomeOfExit } from '#training/run-outcome';

const endedBy = (signal: WorkerExit['signal']): WorkerExit => ({ code: null, signal, stderr: [] });

describe('a worker that exits without reporting an end', () => {
  it('is interrupted, without a failure, where someone has asked for it', () => {
    const interrupted = { status: 'interrupted', failure: null };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      expect(outcomeOfExit(endedBy(signal), false)).toEqual(interrupted);
    expect(outcomeOfExit(endedBy('SIGKILL'), true)).toEqual(interrupted);
  });

  it('is interrupted, with the reason, where it was killed from outside', () => {
    expect(outcomeOfExit(endedBy('SIGKILL'), false)).toEqual({
      status: 'interrupted',
      failure: 'The training process was killed (SIGKILL), by hand or because memory ran out.',
    });
  });

  it('is interrupted where its status is that of a success, as of some killed processes in Electron', () => {
    expect(outcomeOfExit({ code: 0, signal: null, stderr: [] }, false)).toEqual({
      status: 'interrupted',
      failure: 'The training process ended without a report, perhaps because it was killed.',
    });
  });

  it('has failed where it crashed, or ended by itself', () => {
    for (const signal of ['SIGSEGV', 'SIGTRAP'] as const)
      expect(outcomeOfExit(endedBy(signal), false).status).toBe('failed');
    expect(outcomeOfExit({ code: 1, signal: null, stderr: [] }, false)).toEqual({
      status: 'failed',
      failure: 'The training process ended by itself with status 1.',
    });
  });
});
