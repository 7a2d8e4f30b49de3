import { expect, it } from 'vitest';
import type { Schedule } from '#spec/optimizer';
import { scheduleFactor } from '#engine/optimizers/schedule';

it('constant stays', () => {
  expect(scheduleFactor({ kind: 'constant' }, 999, 1000)).toBe(1);
});

it('step falls at each mark, at the mark itself', () => {
  const schedule: Schedule = { kind: 'step', at: [300, 400], factor: 0.1 };
  const factors = [299, 300, 399, 400].map((step) => scheduleFactor(schedule, step, 500));
  [1, 0.1, 0.1, 0.01].forEach((value, index) => expect(factors[index]).toBeCloseTo(value, 12));
});

it('exponential halves each hundred steps', () => {
  const schedule = { kind: 'exponential', factor: 0.5, every: 100 } as const;
  expect(scheduleFactor(schedule, 200, 1000)).toBeCloseTo(0.25, 12);
  expect(scheduleFactor(schedule, 50, 1000)).toBeCloseTo(Math.SQRT1_2, 12);
});

it('cosine goes from one over the half to its end, and stays there', () => {
  const schedule = { kind: 'cosine', end: 0.2 } as const;
  expect(scheduleFactor(schedule, 0, 100)).toBeCloseTo(1, 12);
  expect(scheduleFactor(schedule, 50, 100)).toBeCloseTo(0.6, 12);
  expect(scheduleFactor(schedule, 100, 100)).toBeCloseTo(0.2, 12);
  expect(scheduleFactor({ ...schedule, over: 50 }, 80, 100)).toBeCloseTo(0.2, 12);
});
