import { expect, it } from 'vitest';
import { runSelfTest, type SelfTestResult } from '#tensorflow/runtime/self-test';
import type { TestExit, TestPort } from '#tensorflow/runtime/self-test-port';

/** A process that answers as it is told, or stays silent until it is killed. */
function processThat(answer: SelfTestResult | null, exit: TestExit | null): TestPort {
  let hear: (result: SelfTestResult) => void = () => undefined;
  let leave: (exit: TestExit) => void = () => undefined;
  return {
    onMessage: (listener) => (hear = listener),
    onExit: (listener) => (leave = listener),
    send: () =>
      setImmediate(() => {
        if (answer) hear(answer);
        if (exit) leave(exit);
      }),
    kill: () => leave({ code: null, signal: 'SIGKILL', stderr: [] }),
  };
}

const passed: SelfTestResult = { ok: true, device: 'CPU', tensorflow: '2.18.1', gigaflops: 50 };
const quiet: TestExit = { code: 0, signal: null, stderr: [] };

it('passes on what the process says', async () => {
  const result = runSelfTest({ device: 'cpu' }, undefined, () => processThat(passed, quiet));
  expect(await result).toEqual(passed);
});

it('says how a process ended that said nothing', async () => {
  const ends: [TestExit, string][] = [
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
    expect(await runSelfTest({ device: 'cpu' }, undefined, () => processThat(null, exit))).toEqual({
      ok: false,
      reason,
    });
});

it('ends the process on abort', async () => {
  const stop = new AbortController();
  const test = runSelfTest({ device: 'cpu' }, stop.signal, () => processThat(null, null));
  stop.abort(new Error('stopped by the user'));
  await expect(test).rejects.toThrow('stopped by the user');
  await expect(runSelfTest({ device: 'cpu' }, stop.signal)).rejects.toThrow('stopped by the user');
});
