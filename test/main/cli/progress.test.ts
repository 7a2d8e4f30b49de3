import { describe, expect, it } from 'vitest';
import { formatProgressBar, formatRunProgress } from '../../../src-main/cli/console-reporter';
import { RunProgressTracker } from '../../../src-main/cli/progress';

const columns = (metric: string, step: number[], value: number[]) => ({
  metric,
  step,
  value,
  seconds: step,
});

describe('RunProgressTracker', () => {
  it('averages training metrics over the last batch and measures the speed', () => {
    const tracker = new RunProgressTracker(0, 100);
    tracker.add([columns('train/loss', [0], [9])], 1000);
    tracker.add(
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
      // 20 steps in the one second between the batches; 80 steps are left.
      stepsPerSecond: 20,
      secondsLeft: 4,
    });
  });

  it('averages the speed over the last thirty seconds only', () => {
    const tracker = new RunProgressTracker(0, 10_000);
    for (const second of [0, 10, 20, 30])
      tracker.add([columns('train/loss', [second], [1])], second * 1000);
    for (const second of [40, 50, 60])
      tracker.add([columns('train/loss', [second * 100], [1])], second * 1000);
    // From step 30 at 30 s to step 6000 at 60 s.
    expect(tracker.progress.stepsPerSecond).toBe(199);
  });

  it('prefers bits per character to errors and validation to test, and shows the task level', () => {
    const tracker = new RunProgressTracker(0, 10);
    const metrics = ['train/error', 'train/bpc', 'test/bpc', 'validation/bpc', 'task/level'];
    tracker.add(
      metrics.map((metric, index) => columns(metric, [1], [index])),
      0,
    );
    expect(tracker.progress.values.map(({ label, value }) => [label, value])).toEqual([
      ['bpc', 1],
      ['validation', 3],
      ['level', 4],
    ]);
  });

  it('is formatted as one line, cut to the width of the terminal', () => {
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
    expect(formatRunProgress(progress)).toBe(
      '4,200 of 10,000  loss 0.03120  error 1.17 %  test 2.10 %  118 steps/s  49 s left',
    );
    expect(formatProgressBar(progress, 200)).toMatch(/^█{7}░{9} {2}42 % {2}4,200/);
    expect(formatProgressBar(progress, 40)).toHaveLength(39);
  });
});
