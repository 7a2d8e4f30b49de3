import { describe, expect, it } from 'vitest';
import { barLine, plainLine } from '../../../src-main/cli/people-reporter';
import { ProgressTracker } from '../../../src-main/cli/progress';

const columns = (metric: string, step: number[], value: number[]) => ({
  metric,
  step,
  value,
  seconds: step,
});

describe('the progress of a run', () => {
  it('averages the last batch of points and measures the speed', () => {
    const tracker = new ProgressTracker(0, 100);
    tracker.take([columns('train/loss', [0], [9])], 1000);
    tracker.take(
      [columns('train/loss', [19, 20], [1, 3]), columns('test/error', [20], [0.25])],
      2000,
    );
    expect(tracker.progress).toEqual({
      step: 20,
      steps: 100,
      values: [
        { label: 'loss', metric: 'train/loss', value: 2 },
        { label: 'test', metric: 'test/error', value: 0.25 },
      ],
      // 20 steps in the second between; 80 are left.
      stepsPerSecond: 20,
      secondsLeft: 4,
    });
  });

  it('forgets the speed of long ago', () => {
    const tracker = new ProgressTracker(0, 10_000);
    for (const second of [0, 10, 20, 30])
      tracker.take([columns('train/loss', [second], [1])], second * 1000);
    for (const second of [40, 50, 60])
      tracker.take([columns('train/loss', [second * 100], [1])], second * 1000);
    // Over the last thirty seconds: from step 30 to step 6000.
    expect(tracker.progress.stepsPerSecond).toBe(199);
  });

  it('shows bits rather than errors, the validation part, and the level of a task', () => {
    const tracker = new ProgressTracker(0, 10);
    const metrics = ['train/error', 'train/bpc', 'test/bpc', 'validation/bpc', 'task/level'];
    tracker.take(
      metrics.map((metric, at) => columns(metric, [1], [at])),
      0,
    );
    expect(tracker.progress.values.map(({ label, value }) => [label, value])).toEqual([
      ['bpc', 1],
      ['validation', 3],
      ['level', 4],
    ]);
  });

  it('is one line, cut to the terminal', () => {
    const progress = {
      step: 4200,
      steps: 10000,
      values: [
        { label: 'loss', metric: 'train/loss', value: 0.0312 },
        { label: 'error', metric: 'train/error', value: 0.0117 },
        { label: 'test', metric: 'test/error', value: 0.021 },
      ],
      stepsPerSecond: 118.4,
      secondsLeft: 49,
    };
    expect(plainLine(progress)).toBe(
      '4,200 of 10,000  loss 0.03120  error 1.17 %  test 2.10 %  118 steps/s  49 s left',
    );
    expect(barLine(progress, 200)).toMatch(/^█{7}░{9} {2}42 % {2}4,200/);
    expect(barLine(progress, 40)).toHaveLength(39);
  });
});
