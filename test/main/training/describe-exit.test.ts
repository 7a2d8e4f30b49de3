import { describe, expect, it } from 'vitest';
import { describeExit } from '#training/describe-exit';

describe('describeExit', () => {
  it('describes the signal', () => {
    expect(describeExit({ code: null, signal: 'SIGKILL', stderr: [] })).toBe(
      'The training process was killed (SIGKILL), by hand or because memory ran out.',
    );
    expect(describeExit({ code: null, signal: 'SIGUSR1', stderr: [] })).toBe(
      'The training process was ended by SIGUSR1.',
    );
  });

  it('ignores information and warnings that TensorFlow logs', () => {
    const stderr = [
      'I0000 00:00:1795676592.369869 22759 mlir_graph_optimization_pass.cc:401] MLIR V1 is off.',
      '2026-11-26 07:01:52.124: W tensorflow/core/common_runtime/bfc_allocator.cc:20] slow.',
    ];
    expect(describeExit({ code: null, signal: 'SIGSEGV', stderr })).toBe(
      'The training process crashed in native code (SIGSEGV).',
    );
  });

  it('adds the error line of stderr, not the stack trace below it', () => {
    const stderr = [
      'node:internal/modules/run_main:123',
      '    triggerUncaughtException(',
      '            ^',
      '',
      'TypeError: Cannot read the weights.',
      '    at Session.save (/x/session.ts:10:3)',
      '',
      'Node.js v20.20.2',
    ];
    expect(describeExit({ code: 1, signal: null, stderr })).toBe(
      'The training process ended by itself with status 1: TypeError: Cannot read the weights.',
    );
  });

  it("finds V8's out-of-memory message above the native stack trace", () => {
    const stderr = [
      'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
      '----- Native stack trace -----',
      ' 1: 0xb8ced1 node::OOMErrorHandler(char const*) [node]',
    ];
    expect(describeExit({ code: null, signal: 'SIGABRT', stderr })).toContain(
      'gave up (SIGABRT): FATAL ERROR: Reached heap limit',
    );
  });

  it('reports that the process could not be started', () => {
    const exit = { code: null, signal: null, stderr: ['spawn EAGAIN'] };
    expect(describeExit(exit)).toBe('The training process could not be started: spawn EAGAIN.');
  });
});
