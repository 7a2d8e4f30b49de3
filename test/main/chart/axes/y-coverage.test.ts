import { describe, expect, it } from 'vitest';
import type { ChartLine } from '#chart/lines/chart-line';
import { chooseCoverage } from '#chart/axes/y-coverage';
import { findLineValues } from '#chart/axes/y-values';
import { lineOf } from '../../../renderer/ui/chart/plot';

const x = Array.from({ length: 101 }, (_, step) => step);
const lineWith = (valueAt: (step: number) => number): ChartLine => lineOf(x, x.map(valueAt));

function cover(lines: ChartLine[], isLog = false, keepsStart = false) {
  const values = lines.flatMap((line) => findLineValues(line, null, isLog) ?? []);
  return chooseCoverage(values, { isLog, keepsStart });
}

describe('a diverged line', () => {
  // Between 2 and 3, so that the 10th and 90th percentiles are 2.1 and 2.9: a spread of 0.8, and 20 of it are 16.
  const usual = (): ChartLine => lineWith((step) => 3 - step / 100);
  const reaching = (value: number): ChartLine => lineWith((step) => (step > 50 ? value : 2.5));

  it('leaves the axis where it goes farther than 20 spreads from the others', () => {
    expect(cover([usual(), usual(), usual(), reaching(1e6)])).toEqual({
      extent: { low: 2, high: 3 },
      diverged: 1,
      leavesStart: false,
    });
    expect(cover([usual(), usual(), usual(), reaching(-1e6)])?.diverged).toBe(1);
    expect(cover([usual(), usual(), usual(), reaching(17)])).toMatchObject({
      extent: { low: 2, high: 17 },
      diverged: 0,
    });
  });

  it('stays where half of the lines have diverged: they are what is compared', () => {
    const lines = [usual(), usual(), reaching(1e6), reaching(1e6)];
    expect(cover(lines)).toMatchObject({ extent: { low: 2, high: 1e6 }, diverged: 0 });
    expect(cover([usual(), reaching(1e6)])?.diverged).toBe(0);
    // The same with a few values only, which do not change what is usual.
    const spiking = (): ChartLine => lineWith((step) => (step > 95 ? 1e6 : 3 - step / 100));
    expect(cover([usual(), usual(), spiking(), spiking()])?.diverged).toBe(0);
    expect(cover([usual(), usual(), usual(), spiking(), spiking()])?.diverged).toBe(2);
  });

  it('is judged by its logarithm on a logarithmic axis', () => {
    const decades = (): ChartLine => lineWith((step) => 10 ** (-step / 50));
    const to = (value: number): ChartLine => lineWith((step) => (step > 50 ? value : 0.1));
    // The spread is 1.6 decades: 20 of it are 32.
    expect(cover([decades(), decades(), decades(), to(1e28)], true)?.diverged).toBe(0);
    expect(cover([decades(), decades(), decades(), to(1e60)], true)).toMatchObject({
      extent: { low: 0.01, high: 1 },
      diverged: 1,
    });
  });

  it('is found beside lines that fall far at their start', () => {
    const falling = (): ChartLine => lineWith((step) => 0.02 + 0.9 * Math.exp(-step / 2));
    const lines = [falling(), falling(), falling(), lineWith((step) => (step > 60 ? 1e9 : 0.02))];
    expect(cover(lines)).toMatchObject({ diverged: 1, leavesStart: true });
  });

  it('is not a noisy line beside a few flat evaluations', () => {
    const steps = Array.from({ length: 300 }, (_, step) => step + 1);
    const train = lineOf(
      steps,
      steps.map((step) => 2 + 0.8 * Math.sin(step * 2.3)),
    );
    const flat = (): ChartLine => lineOf([0, 300], [1.98, 1.97]);
    for (const isLog of [false, true]) {
      const coverage = cover([train, flat(), flat()], isLog);
      expect(coverage).toMatchObject({ diverged: 0, leavesStart: false });
      expect(coverage?.extent.low).toBeCloseTo(1.2, 2);
      expect(coverage?.extent.high).toBeCloseTo(2.8, 2);
    }
    // The same about zero, where flat lines have no size that the noise could be compared with.
    const aroundZero = lineOf(
      steps,
      steps.map((step) => Math.sin(step * 2.3)),
    );
    const zero = (): ChartLine => lineOf([0, 300], [0, 1e-6]);
    expect(cover([aroundZero, zero(), zero()])?.diverged).toBe(0);
  });

  it('is no noise beside lines that are as long and hardly change', () => {
    const flat = (): ChartLine => lineWith((step) => 2 - step * 1e-5);
    const noisy = lineWith((step) => 2 + 0.8 * Math.sin(step * 2.3));
    for (const isLog of [false, true])
      expect(cover([flat(), flat(), noisy], isLog)?.diverged).toBe(0);
    expect(cover([flat(), flat(), lineWith((step) => (step > 50 ? 7 : 2))])?.diverged).toBe(1);
  });

  it('is no other than the rest where all values are equal', () => {
    expect(cover([lineWith(() => 4), lineWith(() => 4), lineWith(() => 4)])).toEqual({
      extent: { low: 4, high: 4 },
      diverged: 0,
      leavesStart: false,
    });
  });
});

describe('the start of the curves', () => {
  // An error that falls from 90 % at once, then from 6 % to 2 %: these 4 points are less than a fifth of 88.
  const error = lineWith((step) => (step === 0 ? 0.9 : 0.06 - 0.0004 * step));

  it('leaves the axis where what follows would be flat', () => {
    const coverage = cover([error]);
    expect(coverage?.leavesStart).toBe(true);
    // After the first tenth: from 0.0556 to 0.02, with a quarter of that above.
    expect(coverage?.extent.low).toBeCloseTo(0.02, 9);
    expect(coverage?.extent.high).toBeCloseTo(0.0556 + 0.25 * 0.0356, 9);
  });

  it('stays where what follows is high enough to be read', () => {
    const loss = lineWith((step) => 2.3 - 0.02 * step);
    expect(cover([loss])?.leavesStart).toBe(false);
    expect(cover([loss])?.extent.high).toBeCloseTo(2.3, 9);
  });

  it('stays on a logarithmic axis, and where the user looks at it', () => {
    expect(cover([error], true)?.leavesStart).toBe(false);
    expect(cover([error], false, true)?.leavesStart).toBe(false);
  });

  it('stays where a line has hardly more than its start', () => {
    const short = lineOf([0, 50, 100], [0.9, 0.03, 0.02]);
    expect(cover([short])?.leavesStart).toBe(false);
  });

  it('is one of each line: what a line measured later is not a start of the others', () => {
    const late = lineOf(
      x.map((step) => step + 1000),
      x.map((step) => (step === 0 ? 0.9 : 0.05)),
    );
    expect(cover([error, late])?.leavesStart).toBe(true);
  });
});

it('covers nothing without values', () => expect(cover([lineOf([0], [NaN])])).toBeNull());
