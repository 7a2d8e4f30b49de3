import { expect, it } from 'vitest';
import { simulateSteps } from '#analysis/distributed-steps/simulate-steps';

it('ends steps when two decoupled workers do by hand', () => {
  const worker = { forward: 1, backward: 2, update: 1 };
  const ends = simulateSteps(
    {
      workers: [worker, worker],
      channels: [{ from: 0, to: 1, bytes: 1, synthesizerLearning: 1, inputLearning: null }],
    },
    { link: { latency: 1, bandwidth: Infinity }, microBatches: 1, steps: 3 },
  );
  // below: F 0-1, B 1-3, U 3-4, F 4-5, B 5-7, learns 7-8, U 8-9, F 9-10, learns 10-11, B 11-13, U 13-14
  // above:        F 2-3, B 3-5, U 5-6, F 6-7, B 7-9,          U 9-10,               F 11-12, B 12-14, U 14-15
  expect(ends).toEqual([6, 10, 15]);
});

it('lets backprop wait for the gradient', () => {
  const worker = { forward: 1, backward: 2, update: 1 };
  const ends = simulateSteps(
    {
      workers: [worker, worker],
      channels: [{ from: 0, to: 1, bytes: 1, synthesizerLearning: null, inputLearning: null }],
    },
    { link: { latency: 1, bandwidth: Infinity }, microBatches: 1, steps: 2 },
  );
  // below: F 0-1,               B 6-8, U 8-9;   above: F 2-3, B 3-5, U 5-6
  expect(ends).toEqual([9, 18]);
});
