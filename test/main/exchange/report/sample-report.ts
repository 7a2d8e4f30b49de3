import type { Figure, FigureAxis } from '#chart/figure';
import type { Report } from '#exchange/report/report';

/** An axis from `min` to `max` with ticks at its ends, whose labels are their numbers. */
export function axis(
  label: string,
  min: number,
  max: number,
  more: Partial<FigureAxis> = {},
): FigureAxis {
  const ticks = [min, max].map((value) => ({ value, label: String(value) }));
  return { label, isLog: false, min, max, ticks, hasGrid: true, ...more };
}

/** Two curves with bands: 1, 2, 3 … and their halves, with 1 below and above; the second lacks its value at step 20. */
export function lineFigure(title = 'Test error', points = 5): Figure {
  const x = Float64Array.from({ length: points }, (_, at) => 10 * at);
  const rising = Float64Array.from(x, (_, at) => at + 1);
  const half = Float64Array.from(rising, (y, at) => (at === 2 ? NaN : y / 2));
  return {
    title,
    columns: 1,
    panels: [
      {
        title: null,
        x: axis('Step', 0, 10 * (points - 1)),
        y: axis('Test error', 0, points + 1),
        layers: [
          {
            kind: 'area',
            series: 0,
            x,
            lower: rising.map((y) => y - 1),
            upper: rising.map((y) => y + 1),
          },
          { kind: 'line', series: 0, x, y: rising, role: 'main' },
          { kind: 'line', series: 1, x, y: half, role: 'main' },
        ],
        colorScale: null,
      },
    ],
    series: [
      { key: 'a', label: 'DNI', color: '#2f5bd0', dash: [], isReference: false, source: null },
      {
        key: 'b',
        label: 'backprop',
        color: '#c05a00',
        dash: [6, 3],
        isReference: false,
        source: null,
      },
    ],
    notes: ['Bands are 95 % intervals.'],
    table: {
      columns: ['line', 'part', 'curve', 'Step', 'Test error', 'lower', 'upper', 'n'],
      rows: Array.from(x, (at, index) => [
        'DNI',
        'line',
        0,
        at,
        index + 1,
        index,
        index + 2,
        index < 3 ? 5 : 4,
      ]),
    },
  };
}

export const citation =
  'M. Jaderberg et al. Decoupled Neural Interfaces. ICML, 2017. arXiv:1608.05343.';

/** The curves, and two values of one source: 2 with 1.5 to 2.5 around it, and 4 alone. */
export function reportedFigure(): Figure {
  const figure = lineFigure();
  const [panel] = figure.panels;
  if (!panel) throw new Error('The figure has no panel.');
  const x = Float64Array.of(0, 20, 40);
  const level = (value: number) => x.map(() => value);
  const common = { color: '#4a4d57', dash: [7, 4], isReference: true, source: citation };
  return {
    ...figure,
    series: [
      ...figure.series,
      { key: 'c', label: 'Paper: DNI', ...common },
      { key: 'd', label: 'Paper: backprop', ...common },
    ],
    panels: [
      {
        ...panel,
        layers: [
          { kind: 'area', series: 2, x, lower: level(1.5), upper: level(2.5) },
          ...panel.layers,
          { kind: 'line', series: 2, x, y: level(2), role: 'guide' },
          { kind: 'line', series: 3, x, y: level(4), role: 'guide' },
        ],
      },
    ],
  };
}

/** Two points of two groups over their names. */
export function pointFigure(): Figure {
  return {
    title: 'Final error',
    columns: 1,
    panels: [
      {
        title: null,
        x: axis('', -0.5, 1.5, {
          ticks: [
            { value: 0, label: 'DNI' },
            { value: 1, label: 'backprop' },
          ],
        }),
        y: axis('Test error', 0, 0.2, {
          ticks: [
            { value: 0, label: '0 %' },
            { value: 0.1, label: '10 %' },
          ],
        }),
        layers: [
          { kind: 'points', series: 0, x: [0], y: [0.05], marker: 'circle', size: 4 },
          { kind: 'points', series: 1, x: [1], y: [0.1], marker: 'diamond', size: 4 },
          { kind: 'line', series: 0, x: [0, 0], y: [0.04, 0.06], role: 'guide' },
        ],
        colorScale: null,
      },
    ],
    series: lineFigure().series,
    notes: [],
    table: {
      columns: ['group', 'mean'],
      rows: [
        ['DNI', 0.05],
        ['backprop', 0.1],
      ],
    },
  };
}

export function sampleReport(changes: Partial<Report> = {}): Report {
  return {
    title: 'DNI against backprop',
    subject: {
      kind: 'comparison',
      id: 'dni-against-backprop',
      name: 'DNI against backprop',
      project: 'Spirals',
    },
    date: '2026-11-29T12:00:00.000Z',
    version: '0.1.0',
    answer: {
      state: 'So far, 2 of 5 seeds',
      lead: 'DNI reaches 10.00 %, backprop 9.00 %.',
      differences: ['DNI is worse by 1.00 points.'],
      warnings: ['One run was deleted.'],
      notes: ['Each run trained for 40 steps.'],
    },
    remarks: ['A run has diverged.'],
    texts: [{ title: null, markdown: '# Why\n\nTo *see*.' }],
    figures: [lineFigure(), pointFigure()],
    recipes: [],
    tables: [
      {
        title: 'Test error',
        table: {
          caption: 'Test error: mean ± half of its 95 % t interval over n runs.',
          columns: [
            { title: 'Group', explanation: 'What the runs have in common.', align: 'left' },
            { title: 'Test error', explanation: 'Mean.', align: 'right' },
          ],
          rows: [
            ['DNI', '10.00 %'],
            ['backprop', '9.00 %'],
          ],
          notes: ['One run is missing.'],
        },
      },
    ],
    runs: {
      differing: [{ path: 'training.optimizer.rate', title: 'rate', value: '' }],
      shared: [{ path: 'training.steps', title: 'training.steps', value: '40' }],
      resultTitle: 'Test error',
      items: [
        {
          id: 'run-1',
          name: 'Run',
          label: "'Run'",
          model: 'Spirals',
          method: 'DNI',
          seed: '1',
          status: 'finished',
          steps: '40',
          result: '10.00 %',
          time: '3 s',
          settings: ['0.1'],
          command: 'npm run -s dni -- train spirals --seed 1',
        },
      ],
      environments: [{ text: 'DNI Workbench 0.1.0, TensorFlow 2.9.1 on CPU', runIds: ['run-1'] }],
      data: [{ files: [{ name: 'train.csv', sha256: '0'.repeat(64) }], runIds: ['run-1'] }],
    },
    reported: [
      {
        label: 'Paper',
        value: '8.00 %',
        source: 'Jaderberg et al. 2017, table 1. arXiv:1608.05343.',
      },
    ],
    commands: [],
    ...changes,
  };
}
