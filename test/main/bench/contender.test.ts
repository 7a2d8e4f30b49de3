import { expect, it } from 'vitest';
import { Contender } from '../../bench/contender';

const node = (program: string): { command: string; args: string[] } => ({
  command: process.execPath,
  args: ['-e', program],
});

it('asks for steps in whole calls, of as many as the first call has made', async () => {
  const ready = { ready: true, firstStep: 2, firstCall: { seconds: 1, steps: 4 } };
  const contender = await Contender.start(
    node(`console.log('${JSON.stringify(ready)}'); process.stdin.resume()`),
  );
  expect(contender.firstCall).toEqual({ seconds: 1, steps: 4 });
  expect([1, 4, 4.5, 9].map((steps) => contender.inWholeCalls(steps))).toEqual([4, 4, 8, 12]);
  contender.close();
});

it('gives up on a process that makes no first step in time', async () => {
  await expect(Contender.start(node('process.stdin.resume()'), 0.05)).rejects.toThrow(
    'no first step within 0.05 s',
  );
});

it('rejects with the last line on stderr if the process ends before its first step', async () => {
  const start = Contender.start(node(`console.error('first'); console.error('no such model')`), 60);
  await expect(start).rejects.toThrow('no such model');
});
