import { describe, expect, it } from 'vitest';
import type { Link } from '#analysis/distributed-steps/link';
import { equalModules, type ModuleChain } from '#analysis/distributed-steps/module-chain';
import { predictStep } from '#analysis/distributed-steps/predict-steps';
import { chooseMicroBatches, type StepSchedule } from '#analysis/distributed-steps/schedule';

const times = { forward: 1, backward: 2, update: 0.5 };
/** One byte occupies the link for 0.1 s and is there after 0.3 s. */
const link: Link = { latency: 0.2, bandwidth: 80 };
const noLink: Link = { latency: 0, bandwidth: Infinity };
const message = {
  bytes: 1,
  synthesizer: { predict: 0.25, learn: 0.5 },
  syntheticInput: { predict: 0.125, learn: 0.25 },
};
const three = equalModules(3, times, message);
const seconds = (chain: ModuleChain, schedule: StepSchedule, workers: number, on: Link): number =>
  predictStep(chain, schedule, { workers, link: on, microBatches: 6 }).seconds;

describe('a step of three equal modules on three machines', () => {
  it('takes N (f + b) + 2 (N - 1) c + u with backprop', () => {
    expect(seconds(three, 'backprop', 3, link)).toBeCloseTo(3 * 3 + 4 * 0.3 + 0.5, 10);
  });

  it('takes (m + N - 1) (f + b) / m + 2 (N - 1) c + u with a pipeline of m micro-batches', () => {
    // A sixth of a byte occupies the link for 0.1 / 6 s.
    const expected = (8 * 3) / 6 + 4 * (0.1 / 6 + 0.2) + 0.5;
    expect(seconds(three, 'pipeline', 3, link)).toBeCloseTo(expected, 10);
  });

  it('leaves the share (N - 1) / (m + N - 1) of a pipeline idle where updates and messages take no time', () => {
    const chain = equalModules(3, { ...times, update: 0 }, message);
    const { efficiency } = predictStep(chain, 'pipeline', {
      workers: 3,
      link: noLink,
      microBatches: 12,
    });
    expect(efficiency).toBeCloseTo(1 - 2 / 14, 10);
  });

  it('takes the time of a module and its synthesizer with DNI, however long messages take', () => {
    // The module in the middle predicts and learns: 1 + 2 + 0.5 + 0.25 + 0.5.
    for (const latency of [0, 0.2, 40])
      expect(seconds(three, 'dni', 3, { ...link, latency })).toBeCloseTo(4.25, 10);
  });

  it('takes the time of both interfaces as well where it is fully unlocked', () => {
    expect(seconds(three, 'unlocked', 3, link)).toBeCloseTo(4.25 + 0.375, 10);
  });

  it('counts what interfaces compute as idle', () => {
    const { efficiency } = predictStep(three, 'dni', { workers: 3, link, microBatches: 6 });
    expect(efficiency).toBeCloseTo(3.5 / 4.25, 10);
  });
});

describe('a slow link', () => {
  const two = equalModules(2, times, { ...message, bytes: 100 });

  it('bounds DNI by the messages, which all have to arrive', () => {
    expect(seconds(two, 'dni', 2, link)).toBeCloseTo(10, 10);
  });

  it('carries messages before the gradients that only synthesizers learn from', () => {
    // The module in the middle sends both, which takes 20 s where nothing is left out.
    const chain = equalModules(3, times, { ...message, bytes: 100 });
    const step = seconds(chain, 'dni', 3, link);
    expect(step).toBeGreaterThanOrEqual(10);
    expect(step).toBeLessThan(12.5);
  });

  it('does not slow a fully unlocked model down, which leaves out what cannot be sent', () => {
    // 1 + 2 + 0.5 + 0.25, and 0.5 for each gradient, of which one comes in ten seconds.
    const step = seconds(two, 'unlocked', 2, link);
    expect(step).toBeGreaterThan(3.75);
    expect(step).toBeLessThan(4.0);
  });

  it('is waited for twice in a step of backprop', () => {
    expect(seconds(two, 'backprop', 2, link)).toBeCloseTo(6 + 2 * 10.2 + 0.5, 10);
  });
});

describe('modules of different length', () => {
  const chain: ModuleChain = {
    modules: [
      { forward: 1, backward: 2, update: 0 },
      { forward: 3, backward: 6, update: 0 },
      { forward: 2, backward: 4, update: 0 },
    ],
    messages: [0, 1].map((from) => ({ ...message, from, to: from + 1 })),
  };

  it('make a step of DNI as long as the slowest of them', () => {
    expect(seconds(chain, 'dni', 3, noLink)).toBeCloseTo(9 + 0.75, 10);
  });

  it('take the sum with backprop', () => {
    expect(seconds(chain, 'backprop', 3, noLink)).toBeCloseTo(18, 10);
  });

  it('share machines where there are fewer, without messages between them', () => {
    // The first alone and the others together take 3 + 0.75 and 15 + 0.75, the first two and the last 12 + 1.5 and 6.
    expect(seconds(chain, 'dni', 2, noLink)).toBeCloseTo(13.5, 10);
    expect(seconds(chain, 'backprop', 2, link)).toBeCloseTo(18 + 2 * 0.3, 10);
    expect(seconds(chain, 'backprop', 1, link)).toBeCloseTo(18, 10);
  });

  it('leave machines idle where there are more', () => {
    const step = predictStep(chain, 'dni', { workers: 64, link: noLink, microBatches: 6 });
    expect(step.workers).toBe(3);
  });
});

it('cuts a batch into four micro-batches for each worker, as far as it has examples', () => {
  expect(chooseMicroBatches(3, 256)).toBe(12);
  expect(chooseMicroBatches(3, 6)).toBe(6);
});

it('waits for both modules below one that reads two', () => {
  const chain: ModuleChain = {
    modules: [times, { ...times, forward: 4 }, times],
    messages: [
      { ...message, from: 0, to: 2 },
      { ...message, from: 1, to: 2 },
    ],
  };
  // The first two run forward at once: 4 + 0.3 + 1 + 2, then both gradients, sent one after the other: 0.4 to the
  // second, which began last and goes backward last, as the first one has done by then: 2 + 0.5.
  expect(seconds(chain, 'backprop', 3, link)).toBeCloseTo(7.3 + 0.4 + 2.5, 10);
});
