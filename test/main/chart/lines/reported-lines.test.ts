import { describe, expect, it } from 'vitest';
import { figureOf } from '#analysis/reported/reported-figures';
import type { ChartLine } from '#chart/lines/chart-line';
import { describeOtherAxes, referenceLines } from '#chart/lines/reported-lines';
import type { ReportedCurve } from '#spec/reported';
import { makeSource, makeValue } from '../../analysis/reported/make-source';

const curve: ReportedCurve = {
  kind: 'curve',
  id: 'curve',
  label: 'DNI, Figure 5',
  metric: 'test/error',
  templates: [],
  settings: {},
  x: 'step',
  points: [
    [0, 0.9],
    [2000, 0.02],
  ],
};
const source = makeSource([
  makeValue('plain', 0.02),
  makeValue('sd', 0.03, { uncertainty: { kind: 'sd', size: 0.01 } }),
  curve,
  makeValue('loss', 0.3, { metric: 'test/loss' }),
]);
const figures = source.entries.map((entry) => figureOf(source, entry));
const ours: ChartLine = { key: 'a', label: 'DNI', color: 'red', x: [100, 1000], y: [0.5, 0.1] };
const options = { metric: 'test/error', xAxis: 'step', startsAtZero: true, color: 'ink' } as const;

describe('referenceLines', () => {
  const lines = referenceLines(figures, [ours], options);

  it('are those of the metric, dashed in the neutral colour, with their source', () => {
    expect(lines.map(({ label }) => label)).toEqual([
      'Jaderberg et al. 2017: plain',
      'Jaderberg et al. 2017: sd',
      'Jaderberg et al. 2017: DNI, Figure 5',
    ]);
    expect(new Set(lines.map(({ color }) => color))).toEqual(new Set(['ink']));
    expect(new Set(lines.map(({ dash }) => JSON.stringify(dash))).size).toBe(3);
    expect(lines[0]?.source).toBe('Jaderberg et al. 2017. Table 1.');
  });

  it('cross the whole x axis at the value, with the uncertainty as a band', () => {
    const [plain, sd] = lines;
    const x = Array.from(plain?.x ?? []);
    expect([x[0], x.at(-1)]).toEqual([0, 2000]);
    // A logarithmic axis begins at the first x above zero.
    expect(x).toContain(100);
    expect(x).toEqual([...x].sort((a, b) => a - b));
    expect(new Set(Array.from(plain?.y ?? []))).toEqual(new Set([0.02]));
    expect([plain?.isGuide, plain?.band]).toEqual([true, null]);
    expect([sd?.band?.lower[0], sd?.band?.upper[0]]).toEqual([0.03 - 0.01, 0.03 + 0.01]);
  });

  it('of a curve are its own points, whose values are read under the pointer', () => {
    expect([lines[2]?.x, lines[2]?.y]).toEqual([
      [0, 2000],
      [0.9, 0.02],
    ]);
    expect(lines[2]?.isGuide).toBeUndefined();
  });

  it('leave out curves over another axis, and say so', () => {
    const overTime = { ...options, xAxis: 'seconds' } as const;
    expect(referenceLines(figures, [ours], overTime)).toHaveLength(2);
    expect(describeOtherAxes(figures, overTime)).toBe(
      'Not drawn, since it is over steps: Jaderberg et al. 2017: DNI, Figure 5.',
    );
    expect(describeOtherAxes(figures, options)).toBeNull();
  });

  it('are not there before the chart has lines', () => {
    expect(referenceLines(figures.slice(0, 2), [], options)).toEqual([]);
  });
});
