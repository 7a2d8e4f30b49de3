import { describe, expect, it } from 'vitest';
import {
  buildChartContent,
  type ChartLine,
  type ChartSettings,
} from '../../../src-renderer/ui/chart/chart-content';

const theme = { color: (token: string) => token, translucent: (token: string) => token };
const diverged: ChartLine = {
  key: 'a',
  label: 'test',
  color: '--run-1',
  x: [0, 20],
  y: [100, 0],
  endMark: { x: 25, label: 'diverged at step 25' },
};

function build(lines: ChartLine[], settings: Partial<ChartSettings> = {}) {
  return buildChartContent(
    {
      lines,
      xLabel: 'step',
      formatX: String,
      formatY: String,
      formatTick: String,
      logScale: false,
      range: null,
      ...settings,
    },
    theme,
  );
}

const marks = (content: ReturnType<typeof build>) =>
  content.datasets.filter(({ pointStyle }) => pointStyle === 'crossRot').map(({ data }) => data);

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

  it('stands at the last point that a logarithmic axis can show', () => {
    const lines = [{ ...diverged, x: [0, 10, 20], y: [100, 1, 0] }];
    expect(marks(build(lines, { logScale: true }))).toEqual([
      [
        { x: 10, y: 1 },
        { x: 25, y: 1 },
      ],
    ]);
  });

  it('is left out where the end is outside of the visible range, whose last point is another', () => {
    expect(marks(build([diverged], { range: { from: 0, to: 24.9 } }))).toEqual([]);
    expect(marks(build([diverged], { range: { from: 5, to: 25 } }))).toHaveLength(1);
  });

  it('is named in the tooltip of the last point', () => {
    const content = build([diverged]);
    const label = (range: ChartSettings['range'], dataIndex: number) => {
      const { datasets, options } = build([diverged], { range });
      const callback = options.plugins?.tooltip?.callbacks?.label as (item: object) => string;
      return callback({ dataset: datasets[0], dataIndex, parsed: { x: 20, y: 0.5 } });
    };
    expect(label(null, 1)).toBe('0.5  test, diverged at step 25');
    expect(label(null, 0)).toBe('0.5  test');
    expect(label({ from: 0, to: 20 }, 1)).toBe('0.5  test');
    // The cross itself is no curve of the tooltip.
    expect(content.datasets.map(({ label: name }) => name)).toEqual(['test', undefined]);
  });
});
