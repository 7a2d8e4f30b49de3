import { expect, it } from 'vitest';
import { z } from 'zod';
import { GrowingCurriculum } from '#data/tasks/curriculum';

const curriculum = () =>
  new GrowingCurriculum<number>({
    start: 1,
    sizeSchema: z.int(),
    next: (size) => size + 1,
    levelOf: (size) => size,
    sequenceLength: (size) => 2 * size + 1,
    threshold: 0.15,
  });

it('returns the running mean that decides, by which the level rises exactly', () => {
  const task = curriculum();
  // As the bits of a stream swing: most steps almost zero, some far above.
  const bits = Array.from(
    { length: 400 },
    (_, step) => (step % 10 === 0 ? 2.9 : 0.0002) / (1 + step / 40),
  );
  let [count, mean, level] = [0, 0, 0];
  let growths = 0;
  for (const value of bits) {
    count += 1;
    mean += (value - mean) / Math.min(count, 50);
    const reported = task.report(value);
    expect(reported).toBe(mean);
    if (count >= 50 && mean < 0.15) {
      level += 1;
      growths += 1;
      [count, mean] = [0, 0];
    }
    expect(task.level).toBe(level);
  }
  expect(growths).toBeGreaterThan(0);
});

it('has no running mean of a step without a target, and goes on from a saved one', () => {
  const task = curriculum();
  expect(task.report(1)).toBe(1);
  expect(task.report(NaN)).toBeNull();
  const resumed = curriculum();
  resumed.restore(JSON.parse(JSON.stringify(task.state())));
  expect(resumed.report(0.5)).toBe(0.75);
});
