import { describe, expect, it } from 'vitest';
import { ValidationProgress } from '#engine/run/validation-progress';

/** What `observe` says at each value of the metric, one evaluation every 100 steps. */
function observeAll(
  progress: ValidationProgress,
  values: readonly number[],
  metric = 'validation/error',
  from = 0,
): boolean[] {
  return values.map((value, index) => progress.observe(from + 100 * index, [[metric, value]]));
}

const metrics = ['validation/bits', 'validation/error', 'validation/loss'];

describe('ValidationProgress', () => {
  it('uses its patience up at the third evaluation in a row that is no better', () => {
    const progress = new ValidationProgress({ metrics, patience: 3 });
    // 0.5 is the best, 0.4 is better; then 0.4, 0.41 and 0.6 are not.
    expect(observeAll(progress, [0.5, 0.55, 0.56, 0.4, 0.4, 0.41, 0.6])).toEqual([
      ...[false, false, false, false, false, false],
      true,
    ]);
    expect(progress.isExhausted).toBe(true);
    expect(progress.best).toEqual({ metric: 'validation/error', step: 300, value: 0.4 });
    // It says so once.
    expect(observeAll(progress, [0.7], 'validation/error', 700)).toEqual([false]);
    expect(progress.isExhausted).toBe(true);
  });

  it('counts no improvement of at most minDelta, measured from the best value', () => {
    const progress = new ValidationProgress({ metrics, patience: 2, minDelta: 0.1 });
    // 1 → 0.95 and 0.92 are not enough; 0.75 would have been.
    expect(observeAll(progress, [1, 0.95, 0.92])).toEqual([false, false, true]);
    const other = new ValidationProgress({ metrics, patience: 2, minDelta: 0.1 });
    expect(observeAll(other, [1, 0.95, 0.75, 0.75, 0.7])).toEqual([
      ...[false, false, false, false],
      true,
    ]);
  });

  it('judges by the first metric that the run has, and stays with it', () => {
    const progress = new ValidationProgress({ metrics, patience: 1 });
    const both: [string, number][] = [
      ['validation/loss', 3],
      ['validation/error', 0.5],
    ];
    expect(progress.observe(0, both)).toBe(false);
    // The loss falls, and the error does not.
    expect(
      progress.observe(100, [
        ['validation/loss', 1],
        ['validation/error', 0.5],
      ]),
    ).toBe(true);
    expect(progress.observe(200, [['test/error', 0]])).toBe(false);
  });

  it('takes a larger value as better where the metric is such a one', () => {
    const cosine = 'interface/a->b/cosine';
    const progress = new ValidationProgress({ metrics: [cosine], patience: 2 });
    expect(observeAll(progress, [0.1, 0.2, 0.3, 0.25, 0.3], cosine)).toEqual([
      ...[false, false, false, false],
      true,
    ]);
  });

  it('never takes a value that is not finite as better', () => {
    const progress = new ValidationProgress({ metrics, patience: 2 });
    expect(observeAll(progress, [NaN, 0.5, -Infinity, NaN])).toEqual([false, false, false, true]);
    const onlyNaN = new ValidationProgress({ metrics, patience: 2 });
    expect(observeAll(onlyNaN, [NaN, NaN])).toEqual([false, true]);
    expect(onlyNaN.best).toBeNull();
  });

  it('counts on from its state as if it had never stopped', () => {
    const values = [0.5, 0.4, 0.45, 0.44, 0.43];
    for (let stop = 0; stop <= values.length; stop += 1) {
      const before = new ValidationProgress({ metrics, patience: 3 });
      const said = observeAll(before, values.slice(0, stop));
      const after = new ValidationProgress({ metrics, patience: 3 });
      after.restore(JSON.parse(JSON.stringify(before.state())) as ReturnType<typeof before.state>);
      said.push(...observeAll(after, values.slice(stop), 'validation/error', 100 * stop));
      expect(said).toEqual([false, false, false, false, true]);
      expect(after.isExhausted).toBe(true);
    }
  });

  it('gives the whole patience again where a run that has ended is to go on', () => {
    const progress = new ValidationProgress({ metrics, patience: 2 });
    observeAll(progress, [0.5, 0.6]);
    progress.extend();
    // Not used up: nothing changes.
    expect(progress.state().waited).toBe(1);
    expect(observeAll(progress, [0.6], 'validation/error', 200)).toEqual([true]);
    progress.extend();
    expect(progress.isExhausted).toBe(false);
    expect(observeAll(progress, [0.6, 0.6], 'validation/error', 300)).toEqual([false, true]);
  });
});
