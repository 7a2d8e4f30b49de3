import { expect, it } from 'vitest';
import { runSelfTest, type SelfTestResult } from '#tensorflow/runtime/self-test';
import type { SelfTestExit, SelfTestPort } from '#tensorflow/runtime/self-test-port';

/** A process that sends `answer` and ends with `exit`. With null it does nothing until it is killed. */
function fakeProcess(answer: SelfTestResult | null, exit: SelfTestExit | null): SelfTestPort {
  let sendResult: (result: SelfTestResult) => void = () => undefined;
  let endProcess: (exit: SelfTestExit) => void = () => undefined;
  return {
    onMessage: (listener) => (sendResult = listener),
    onExit: (listener) => (endProcess = listener),
    send: () =>
      setImmediate(() => {
        if (answer) sendResult(answer);
        if (exit) endProcess(exit);
      }),
    kill: () => endProcess({ code: null, signal: 'SIGKILL', stderr: [] }),
  };
}

const passed: SelfTestResult = { ok: true, device: 'CPU', tensorflow: '2.18.1', gigaflops: 50 };
const cleanExit: SelfTestExit = { code: 0, signal: null, stderr: [] };

it('returns the result of the process', async () => {
  const result = runSelfTest({ device: 'cpu' }, undefined, () => fakeProcess(passed, cleanExit));
  expect(await result).toEqual(passed);
});

it('describes how a process ended that sent no result', async () => {
  const ends: [SelfTestExit, string][] = [
    [
      { code: null, signal: 'SIGILL', stderr: ['', 'illegal hardware instruction'] },
      'The process that loads TensorFlow was ended by SIGILL, saying "illegal hardware instruction". This processor lacks instructions that TensorFlow uses (AVX is the least).',
    ],
    [
      { code: 1, signal: null, stderr: [] },
      'The process that loads TensorFlow ended with status 1.',
    ],
  ];
  for (const [exit, reason] of ends)
    expect(await runSelfTest({ device: 'cpu' }, undefined, () => fakeProcess(null, exit))).toEqual({
      ok: false,
      reason,
    });
});

it('kills the process on abort', async () => {
  const stop = new AbortController();
  const test = runSelfTest({ device: 'cpu' }, stop.signal, () => fakeProcess(null, null));
  stop.abort(new Error('stopped by the user'));
  await expect(test).rejects.toThrow('stopped by the user');
  await expect(runSelfTest({ device: 'cpu' }, stop.signal)).rejects.toThrow('stopped by the user');
});
