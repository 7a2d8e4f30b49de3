import { describe, expect, it } from 'vitest';
import type { RunGroup } from '#analysis/group-runs';
import { describeLengths, describeSteps, differInSteps } from '#analysis/run-lengths';
import { makeRun, type RunOptions } from './make-run';

let count = 0;
function groupOf(key: string, steps: readonly number[], options: RunOptions = {}): RunGroup {
  const runs = steps.map((step) => makeRun(`r${(count += 1)}`, { ...options, step }));
  return { key, values: {}, runs };
}

const labels = new Map([
  ['dni', 'DNI'],
  ['backprop', 'backprop'],
]);
const lengthsOf = (...groups: RunGroup[]): string[] => describeLengths(groups, labels);

// A step of `recall-dni` reads batch × unroll ticks: 32 × 4.
const { batch, unroll } = makeRun('x').spec.training;
const perStep = batch * (unroll ?? 0);
const examples = (steps: number): string => (steps * perStep).toLocaleString('en-US');

describe('runs of different length', () => {
  it('are named with their steps and examples', () =>
    expect(lengthsOf(groupOf('dni', [3000, 3000]), groupOf('backprop', [300]))).toEqual([
      `Runs differ in length: DNI trained 3,000 steps (${examples(3000)} ticks); backprop trained 300 steps (${examples(300)} ticks).`,
    ]));

  it('are said of a single group, too', () => {
    const group = groupOf('dni', [300, 3000]);
    expect(lengthsOf(group)).toEqual([
      `Runs differ in length: DNI trained 300 to 3,000 steps (${examples(300)} to ${examples(3000)} ticks).`,
    ]);
    expect(differInSteps([group])).toBe(true);
    expect(describeSteps(group)).toBe('300 to 3,000');
  });

  it('are said where a step reads other numbers of examples', () => {
    const doubled = groupOf('backprop', [10], { training: { batch: 2 * batch } });
    expect(lengthsOf(groupOf('dni', [10]), doubled)).toEqual([
      `Runs differ in the number of ticks: DNI trained 10 steps (${examples(10)} ticks); backprop trained 10 steps (${examples(20)} ticks).`,
    ]);
    expect(differInSteps([groupOf('dni', [10]), doubled])).toBe(false);
  });

  it('are put together where many groups are alike', () => {
    const alike = ['a', 'b', 'c'].map((key) => groupOf(key, [20, 20]));
    expect(lengthsOf(groupOf('dni', [1]), ...alike)[0]).toContain(
      `DNI trained 1 step (${examples(1)} ticks); 3 groups trained 20 steps`,
    );
    const others = [1, 2, 3, 4, 5].map((step) => groupOf(`g${step}`, [step, step]));
    expect(lengthsOf(...others)[0]).toMatch(
      /g4 trained 4 steps \([\d,]+ ticks\); the others still other numbers\.$/,
    );
  });

  it('are not mentioned where all are equal, or have not trained', () => {
    expect(lengthsOf(groupOf('dni', [50, 50]), groupOf('backprop', [50, 0]))).toEqual([]);
    expect(describeSteps(groupOf('dni', [0]))).toBeNull();
  });

  it('are not judged while they train, but counted', () => {
    const training = groupOf('backprop', [7, 8], { status: 'running' });
    expect(lengthsOf(groupOf('dni', [50]), training)).toEqual([
      '2 of 3 runs still train: their values are those so far.',
    ]);
    expect(differInSteps([groupOf('dni', [50]), training])).toBe(false);
  });
});
