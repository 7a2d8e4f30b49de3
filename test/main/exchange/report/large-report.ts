import type { Figure, FigureLayer } from '#chart/figure';
import type { Report } from '#exchange/report/report';
import { axis, sampleReport } from './sample-report';

/** A report of so many runs: a figure of each metric with a line for each run, and the band around it. */
export function largeReport({
  runs,
  metrics,
  points,
  hasBands = true,
}: {
  runs: number;
  metrics: number;
  points: number;
  hasBands?: boolean;
}): Report {
  const sample = sampleReport();
  const [run] = sample.runs.items;
  if (!run) throw new Error('The sample has no run.');
  return {
    ...sample,
    figures: Array.from({ length: metrics }, (_, metric) =>
      noisyFigure(metric, runs, points, hasBands),
    ),
    runs: {
      ...sample.runs,
      items: Array.from({ length: runs }, (_, at) => ({
        ...run,
        id: `spirals-dni-seed-${at}-2026-11-29`,
        name: `Spirals, seed ${at}`,
        label: `'Spirals, seed ${at}'`,
        seed: String(at),
        command: `${run.command} --seed ${at} --set training.optimizer.rate=0.001`,
      })),
    },
  };
}

/** Decaying curves with noise that no run shares. */
function noisyFigure(metric: number, runs: number, points: number, hasBands: boolean): Figure {
  const x = Float64Array.from({ length: points }, (_, at) => 25 * at);
  const value = (run: number, at: number): number =>
    Math.exp((-4 * at) / points) * (1 + run / runs) +
    0.05 * Math.sin(at * (run + 3) * (metric + 1.7)) +
    0.2;
  const layers = Array.from({ length: runs }, (_, run): FigureLayer[] => {
    const y = x.map((_, at) => value(run, at));
    const line = { kind: 'line', series: run, x, y, role: 'main' } as const;
    if (!hasBands) return [line];
    return [
      {
        kind: 'area',
        series: run,
        x,
        lower: y.map((one) => one - 0.03),
        upper: y.map((one) => one + 0.03),
      },
      line,
    ];
  });
  const colors = ['#2f5bd0', '#c05a00', '#12813f', '#b5267f', '#178594', '#7539b8'];
  return {
    title: `Metric ${metric}`,
    columns: 1,
    panels: [
      {
        title: null,
        x: axis('Step', 0, 25 * points),
        y: axis('Loss', 0, 2.4),
        layers: layers.flat(),
        colorScale: null,
      },
    ],
    series: Array.from({ length: runs }, (_, run) => ({
      key: `run-${run}`,
      label: `DNI, rate 0.001, seed ${run}`,
      color: colors[run % colors.length] ?? '#000000',
      dash: run % 2 === 0 ? [] : [5, 3],
      isReference: false,
      source: null,
    })),
    notes: [],
    table: { columns: [], rows: [] },
  };
}
