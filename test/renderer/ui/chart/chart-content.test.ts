import { describe, expect, it } from 'vitest';
import {
  buildChartContent,
  type ChartContent,
  type ChartSettings,
} from '../../../../src-renderer/ui/chart/chart-content';
import type { ChartLine } from '../../../../src-renderer/ui/chart/chart-line';
import { chooseYScale } from '../../../../src-renderer/ui/chart/y-scale';

const theme = { color: (token: string) => token, translucent: (token: string) => token };
const line = (x: number[], y: number[], more: Partial<ChartLine> = {}): ChartLine => ({
  key: 'a',
  label: 'test',
  color: '--run-1',
  x,
  y,
  ...more,
});
const diverged = line([0, 20], [100, 0], { endMark: { x: 25, label: 'diverged at step 25' } });

function build(
  lines: ChartLine[],
  { logScale = false, ...settings }: Partial<ChartSettings> & { logScale?: boolean } = {},
): ChartContent {
  const { range = null } = settings;
  return buildChartContent(
    {
      lines,
      scale: chooseYScale(lines, { logScale, range }),
      xLabel: 'step',
      formatX: String,
      isTimeAxis: false,
      formatY: String,
      formatTick: String,
      range,
      ...settings,
    },
    theme,
  );
}

const steps = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
/** The y of the points of the first line. */
const heights = ({ datasets }: ChartContent): (number | undefined)[] | undefined =>
  datasets[0]?.data.map(({ y }) => y);

describe('a line', () => {
  it('breaks on a logarithmic axis at zeros and negative values, which are marked', () => {
    const content = build([line([0, 10, 20, 30, 40], [3, 0, 2, -1, 1])], { logScale: true });
    expect(heights(content)).toEqual([3, NaN, 2, NaN, 1]);
    expect(content.edgeMarks).toEqual([{ color: '--run-1', below: [10, 30], notFinite: [] }]);
    // A linear axis shows them.
    const linear = build([line([0, 10, 20, 30, 40], [3, 0, 2, -1, 1])]);
    expect(heights(linear)).toEqual([3, 0, 2, -1, 1]);
    expect(linear.edgeMarks).toEqual([]);
  });

  it('breaks on either axis where a value is not finite', () => {
    const content = build([line([0, 10, 20, 30], [3, NaN, 2, Infinity])]);
    expect(heights(content)).toEqual([3, NaN, 2, NaN]);
    expect(content.edgeMarks).toEqual([{ color: '--run-1', below: [], notFinite: [10, 30] }]);
  });

  it('breaks where points are missing', () => {
    const content = build([line([0, 10, 500, 510], [4, 3, 2, 1], { breaks: [2] })]);
    expect(heights(content)).toEqual([4, 3, NaN, 2, 1]);
    expect(content.edgeMarks).toEqual([]);
  });

  it('shows its points, and is thin between them, where they are few', () => {
    const styleOf = (count: number, range: ChartSettings['range'] = null) => {
      const [dataset] = build([line(steps(count), steps(count))], { range }).datasets;
      return { radius: dataset?.pointRadius, width: dataset?.borderWidth };
    };
    expect(styleOf(1)).toEqual({ radius: 2, width: 1 });
    expect(styleOf(60)).toEqual({ radius: 2, width: 1 });
    expect(styleOf(100)).toEqual({ radius: 1.25, width: 1 });
    expect(styleOf(1000)).toEqual({ radius: 0, width: 1.5 });
    // What counts is what is visible.
    expect(styleOf(1000, { from: 100, to: 120 })).toEqual({ radius: 2, width: 1 });
  });

  it('shows the points that no line joins to another', () => {
    const y = steps(200).map((index) => (index === 3 || index > 100 ? 1 : 0));
    const [dataset] = build([line(steps(200), y)], { logScale: true }).datasets;
    const radii = dataset?.pointRadius as number[];
    expect(radii[3]).toBeGreaterThan(0);
    expect(radii[150]).toBe(0);
  });

  it('that only helps to read the chart has neither points nor a value', () => {
    const [dataset] = build([line([5, 5], [1, 2], { isGuide: true })]).datasets;
    expect(dataset).toMatchObject({ label: undefined, pointRadius: 0 });
  });
});

describe('the axes', () => {
  it('reach to the last point, also where it has no place on the y axis', () => {
    const { options } = build([line([0, 10, 50], [3, 2, 0])], { logScale: true });
    expect(options.scales?.['x']).toMatchObject({ min: 0, max: 50 });
    expect(build([diverged]).options.scales?.['x']).toMatchObject({ max: 25 });
  });

  it('label a narrow logarithmic range with readable numbers', () => {
    const { options } = build([line([0, 1], [0.95, 1.05])], { logScale: true });
    const y = options.scales?.['y'] as unknown as {
      min: number;
      max: number;
      afterBuildTicks: (scale: object) => void;
    };
    const scale = { min: y.min, max: y.max, ticks: [] as { value: number }[] };
    y.afterBuildTicks(scale);
    expect(scale.ticks.map(({ value }) => value)).toEqual([0.96, 0.98, 1, 1.02, 1.04]);
  });

  it('have no ticks without a value', () => {
    expect(build([line([0], [NaN])]).options.scales?.['y']?.ticks?.display).toBe(false);
  });
});

const marks = ({ datasets }: ChartContent) =>
  datasets.filter(({ pointStyle }) => pointStyle === 'crossRot').map(({ data }) => data);

describe('the mark at the end of a curve', () => {
  it('is a cross at the end, connected with the last point', () => {
    expect(marks(build([diverged]))).toEqual([
      [
        { x: 20, y: 0 },
        { x: 25, y: 0 },
      ],
    ]);
  });

  it('is drawn for marked curves with points only', () => {
    const unmarked = { ...diverged, endMark: undefined };
    expect(marks(build([unmarked, { ...diverged, x: [], y: [] }]))).toEqual([]);
  });

  it('is not connected with a last point that a logarithmic axis cannot show', () => {
    const lines = [{ ...diverged, x: [0, 10, 20], y: [100, 1, 0] }];
    expect(marks(build(lines, { logScale: true }))).toEqual([
      [
        { x: 20, y: NaN },
        { x: 25, y: 1 },
      ],
    ]);
  });

  it('is left out where the end is outside of the visible range, whose last point is another', () => {
    expect(marks(build([diverged], { range: { from: 0, to: 24.9 } }))).toEqual([]);
    expect(marks(build([diverged], { range: { from: 5, to: 25 } }))).toHaveLength(1);
  });
});
