import type { FigureTable } from '../figure';
import type { ChartLine, Curve } from '../lines/chart-line';

/** What a curve is: the line itself, a single run of its group, or its values before smoothing. */
type Part = 'line' | 'run' | 'unsmoothed';

/** Every point that is drawn. `x` and `y` name the columns of the coordinates. */
export function tableOfLines(lines: readonly ChartLine[], x: string, y: string): FigureTable {
  return {
    columns: ['line', 'part', 'curve', x, y, 'lower', 'upper', 'n'],
    rows: lines.flatMap((line) => [
      ...rowsOf(line, line, 'line', 0),
      ...(line.runs ?? []).flatMap((run, index) => rowsOf(line, run, 'run', index + 1)),
      ...(line.rawTrace ? rowsOf(line, line.rawTrace, 'unsmoothed', 1) : []),
    ]),
  };
}

function rowsOf(line: ChartLine, { x, y }: Curve, part: Part, curve: number): FigureTable['rows'] {
  const { label, band, n } = line;
  const isLine = part === 'line';
  return Array.from(x, (at, index) => [
    label,
    part,
    curve,
    at,
    y[index] ?? NaN,
    isLine && band ? (band.lower[index] ?? NaN) : null,
    isLine && band ? (band.upper[index] ?? NaN) : null,
    isLine && n ? (n[index] ?? null) : null,
  ]);
}
