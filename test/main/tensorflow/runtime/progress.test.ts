import { expect, it } from 'vitest';
import { ProgressMeter, type SetupProgress } from '#tensorflow/runtime/progress';

it('weights the stages by the plan and extrapolates the remaining time from the speed', () => {
  let now = 0;
  let last: SetupProgress | undefined;
  const meter = new ProgressMeter(
    (progress) => (last = progress),
    () => now,
  );
  meter.update('checking', 0, 'looking');
  expect(last).toEqual({
    stage: 'checking',
    fraction: null,
    secondsLeft: null,
    message: 'looking',
  });

  meter.setPlan([
    { stage: 'downloading', seconds: 30 },
    { stage: 'building', seconds: 10 },
  ]);
  meter.update('downloading', 0, 'd');
  expect(last).toMatchObject({ fraction: 0, secondsLeft: 40 });
  now = 5_000; // the program that downloads has started
  meter.update('downloading', 0.1, 'd');
  now = 15_000; // a tenth took 10 s: 8 tenths take 80, and then 10 for building
  meter.update('downloading', 0.2, 'd');
  expect(last).toMatchObject({ fraction: 6 / 40, secondsLeft: 90 });

  now = 20_000;
  meter.update('building', null, 'b');
  expect(last).toMatchObject({ fraction: 30 / 40, secondsLeft: 10 });
  now = 25_000;
  meter.update('building', null, 'b');
  expect(last?.fraction).toBe(35 / 40);
  now = 60_000; // slower than planned: the bar waits near the end
  meter.update('building', null, 'b');
  expect(last).toMatchObject({ fraction: 39.5 / 40, secondsLeft: 1 });
  meter.update('ready', 1, 'done');
  expect(last).toEqual({ stage: 'ready', fraction: 1, secondsLeft: 0, message: 'done' });
});
