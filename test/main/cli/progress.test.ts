import { describe, expect, it } from 'vitest';
import { formatProgressBar, formatRunProgress } from '../../../src-main/cli/console-reporter';
import { RunProgressTracker } from '../../../src-main/cli/progress';
import { template } from '../spec/make';

const columns = (metric: string, step: number[], value: number[]) => ({
  metric,
  step,
  value,
  seconds: step,
});

const trackerOf = (steps: number): RunProgressTracker => {
  const spec = template('mnist-cdni');
  return new RunProgressTracker({ ...spec, training: { ...spec.training, steps } }, 0);
};

describe('RunProgressTracker', () => {
  it('averages training metrics over the last batch and measures the speed', () => {
    const tracker = trackerOf(100);
    tracker.add([columns('train/loss', [0], [9])], 1000);
    tracker.add(
      [columns('train/loss', [19, 20], [1, 3]), columns('test/error', [20], [0.25])],
      2000,
    );
    expect(tracker.progress).toEqual({
      step: 20,
      steps: 100,
      values: [
        { label: 'loss', metric: 'train/loss', value: 2, step: 20 },
        { label: 'test', metric: 'test/error', value: 0.25, step: 20 },
      ],
      // 20 steps in the one second between the batches; 80 steps are left.
      stepsPerSecond: 20,
      secondsLeft: 4,
    });
  });

  it('averages the speed over the last thirty seconds only', () => {
    const tracker = trackerOf(10_000);
    for (const second of [0, 10, 20, 30])
      tracker.add([columns('train/loss', [second], [1])], second * 1000);
    for (const second of [40, 50, 60])
      tracker.add([columns('train/loss', [second * 100], [1])], second * 1000);
    // From step 30 at 30 s to step 6000 at 60 s.
    expect(tracker.progress.stepsPerSecond).toBe(199);
  });

  it('shows no speed of 0 after an evaluation that took longer than that', () => {
    const tracker = trackerOf(100);
    tracker.add([columns('train/loss', [10], [1])], 0);
    tracker.add([columns('train/loss', [20], [1])], 10_000);
    tracker.add([columns('test/error', [20], [0.5])], 60_000);
    tracker.add([columns('validation/error', [20], [0.5])], 110_000);
    // 10 steps in 110 seconds.
    expect(tracker.progress.stepsPerSecond).toBeCloseTo(1 / 11, 12);
    expect(tracker.progress.secondsLeft).toBeCloseTo(880, 9);
  });

  it('prefers bits per character to errors and validation to test, and shows the task level', () => {
    const tracker = new RunProgressTracker(template('char-lm-dni-8'), 0);
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

  it('names the loss where the model has several, and follows the one that decides', () => {
    const spec = template('three-levels');
    const shown = (decidingLoss?: string) => {
      const tracker = new RunProgressTracker(
        { ...spec, model: { ...spec.model, decidingLoss } },
        0,
      );
      const names = ['error', 'error/oddLoss', 'error/sevensLoss'];
      tracker.add(
        ['train', 'validation'].flatMap((split) =>
          names.map((name, index) => columns(`${split}/${name}`, [1], [index])),
        ),
        0,
      );
      return tracker.progress.values.map(({ label, metric }) => [label, metric]);
    };
    expect(shown()).toEqual([
      ['error oddLoss', 'train/error'],
      ['validation', 'validation/error'],
    ]);
    expect(shown('sevensLoss')).toEqual([
      ['error sevensLoss', 'train/error/sevensLoss'],
      ['validation', 'validation/error/sevensLoss'],
    ]);
  });

  it('shows the running mean of a curriculum in place of the bits of a step', () => {
    const tracker = new RunProgressTracker(template('copy-dni'), 0);
    tracker.add(
      ['train/bits', 'task/mean-bits', 'task/level'].map((metric, index) =>
        columns(metric, [1], [index]),
      ),
      0,
    );
    expect(tracker.progress.values.map(({ label, value }) => [label, value])).toEqual([
      ['mean bits', 1],
      ['level', 2],
    ]);
  });

  it('is formatted as one line, cut to the width of the terminal', () => {
    const progress = {
      step: 4200,
      steps: 10000,
      values: [
        { label: 'loss', metric: 'train/loss', value: 0.0312, step: 4200 },
        { label: 'error', metric: 'train/error', value: 0.0117, step: 4200 },
        { label: 'test', metric: 'test/error', value: 0.021, step: 4000 },
      ],
      stepsPerSecond: 118.4,
      secondsLeft: 49,
    };
    expect(formatRunProgress(progress)).toBe(
      '4,200 of 10,000  loss 0.03120  error 1.17 %  test 2.10 % (step 4,000)  118 steps/s  49 s left',
    );
    expect(formatProgressBar(progress, 200)).toMatch(/^█{7}░{9} {2}42 % {2}4,200/);
    expect(formatProgressBar(progress, 40)).toHaveLength(39);
  });
});
