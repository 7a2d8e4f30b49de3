/** Figures of every kind of layer, made by hand. */
import type { Figure, FigureAxis, FigureLayer, FigurePanel, FigureSeries } from '#chart/figure';

export const colors = ['#2166d1', '#d97a1f', '#1f8a4c', '#c12f86', '#1d8791', '#7a3fc0'];

export function axis(
  label: string,
  ticks: readonly number[],
  more: Partial<FigureAxis> = {},
): FigureAxis {
  return {
    label,
    isLog: false,
    min: ticks[0] ?? 0,
    max: ticks.at(-1) ?? 1,
    ticks: ticks.map((value) => ({ value, label: value.toLocaleString('en') })),
    hasGrid: true,
    ...more,
  };
}

export function names(labels: readonly string[], more: Partial<FigureAxis> = {}): FigureAxis {
  return {
    ...axis('', []),
    min: -0.5,
    max: labels.length - 0.5,
    ticks: labels.map((label, value) => ({ value, label })),
    hasGrid: false,
    isCategorical: true,
    ...more,
  };
}

export function series(label: string, more: Partial<FigureSeries> = {}): FigureSeries {
  return {
    key: label,
    label,
    color: '#2166d1',
    dash: [],
    isReference: false,
    source: null,
    ...more,
  };
}

export function panel(layers: FigureLayer[], more: Partial<FigurePanel> = {}): FigurePanel {
  return {
    title: null,
    x: axis('Steps', [0, 250, 500, 750, 1000]),
    y: axis('Test error (%)', [0, 2, 4, 6, 8]),
    layers,
    colorScale: null,
    ...more,
  };
}

export function figure(panels: FigurePanel[], more: Partial<Figure> = {}): Figure {
  return {
    title: 'Test error',
    panels,
    columns: 1,
    series: [],
    notes: [],
    table: { columns: [], rows: [] },
    ...more,
  };
}

/** The same numbers at each call, between -1 and 1. */
export function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x3fffffff - 1;
  };
}

const count = (length: number, step = 1): number[] =>
  Array.from({ length }, (_, index) => index * step);

/** Three methods with bands, the single runs of one, a reported result, and a cross where a run diverged. */
export function curves(): Figure {
  const random = noise(7);
  const x = count(21, 50);
  const fall = (end: number, speed: number): number[] =>
    x.map((step) => end + (8 - end) * Math.exp(-step / speed) + 0.05 * random());
  const lines = [fall(1.6, 150), fall(2.1, 260), fall(3.4, 190)];
  const labels = ['Backpropagation', 'DNI', 'DNI, conditioned on labels'];
  return figure(
    [
      panel([
        ...lines.map((y, index): FigureLayer => ({
          kind: 'area',
          series: index,
          x,
          lower: y.map((value) => value - 0.3),
          upper: y.map((value) => value + 0.3),
        })),
        ...count(4).map((run): FigureLayer => ({
          kind: 'line',
          series: 1,
          role: 'faint',
          x,
          y: (lines[1] ?? []).map((value) => value + 0.2 * (run - 1.5) + 0.1 * random()),
        })),
        ...[...lines.keys()].reverse().map((index): FigureLayer => ({
          kind: 'line',
          series: index,
          role: 'main',
          x,
          y: lines[index] ?? [],
        })),
        { kind: 'line', series: 3, role: 'guide', x: [0, 1000], y: [1.1, 1.1] },
        {
          kind: 'points',
          series: 2,
          x: [1000],
          y: [(lines[2] ?? []).at(-1) ?? 0],
          marker: 'cross',
          size: 3.5,
        },
      ]),
    ],
    {
      title: 'Test error of LeNet on MNIST by training method',
      series: [
        ...labels.map((label, index) =>
          series(label, { color: colors[index] ?? '', dash: index === 1 ? [9, 3] : [] }),
        ),
        series('Reported', {
          color: '#50555d',
          dash: [2, 3],
          isReference: true,
          source: 'Jaderberg et al. 2017',
        }),
      ],
      notes: [
        'Bands are 95 % confidence intervals of the mean of 5 runs (t).',
        'One run diverged at step 1,000.',
      ],
      table: {
        columns: ['series', 'Steps', 'Test error (%)'],
        rows: [
          ['DNI', 0, 8.1],
          ['=1+1', 50, Number.NaN],
          ['"a", b', 100, null],
        ],
      },
    },
  );
}

/** A logarithmic axis with values that have no place on it, and a line that leaves the plot. */
export function logarithmic(): Figure {
  const x = count(400, 25);
  const random = noise(3);
  const y = x.map((step) => 10 ** (-step / 2500) * (1 + 0.4 * random()));
  const broken = y.map((value, index) => (index > 200 && index < 230 ? NaN : value * 0.3));
  const zero = broken.map((value, index) => (index % 90 === 40 ? 0 : value));
  const logAxis = {
    isLog: true,
    min: 1e-4,
    max: 1,
    ticks: [1e-4, 1e-3, 1e-2, 1e-1, 1].map((value) => ({ value, label: String(value) })),
  };
  return figure(
    [
      panel(
        [
          {
            kind: 'area',
            series: 1,
            x,
            lower: zero.map((value) => value - 0.01),
            upper: zero.map((value) => value + 0.02),
          },
          { kind: 'line', series: 0, role: 'faint', x, y },
          { kind: 'line', series: 0, role: 'main', x, y: x.map((step) => 10 ** (-step / 2500)) },
          { kind: 'line', series: 1, role: 'main', x, y: zero },
          {
            kind: 'points',
            series: 1,
            x: [1000, 3250, 5500],
            y: [0, 0, 0],
            marker: 'tick',
            size: 3,
          },
          { kind: 'points', series: 0, x: [6000], y: [NaN], marker: 'cross', size: 2.5 },
        ],
        {
          x: axis('Steps', [0, 2000, 4000, 6000, 8000, 10_000]),
          y: axis('Synthesizer loss', [], logAxis),
        },
      ),
    ],
    {
      series: [
        series('hidden1', { color: colors[0] ?? '' }),
        series('hidden2', { color: colors[1] ?? '' }),
      ],
    },
  );
}

/** As many lines, of so many points each. */
export function manyLines(lines: number, points: number): Figure {
  const random = noise(11);
  const x = count(points, 1000 / (points - 1));
  return figure(
    [
      panel(
        count(lines).map((index) => ({
          kind: 'line',
          series: index,
          role: 'main',
          x,
          y: x.map((step) => 1 + index * (5 / lines) + 2 * Math.exp(-step / 200) + 0.3 * random()),
        })),
      ),
    ],
    {
      series: count(lines).map((index) =>
        series(`Run ${index + 1}, learning rate ${((index + 1) / 1000).toFixed(3)}`, {
          color: `#${(((index * 2654435) % 0xaaaaaa) + 0x111111).toString(16)}`,
        }),
      ),
    },
  );
}

const settings = [
  'Backpropagation',
  'DNI',
  'DNI, linear synthesizer',
  'DNI, two hidden layers, 64 units',
  'DNI, conditioned on labels, learning rate 0.0001',
  'None',
  'DNI, synthetic inputs',
  'DNI, random updates',
  'DNI, warm-up 1,000 steps',
  'DNI, gradient scale 0.5',
  'DNI, target of 5 steps',
  'DNI, auxiliary task',
];

/** Twelve categories with long names: intervals, and the values behind them. */
export function categories(): Figure {
  const random = noise(5);
  const means = settings.map((_, index) => 2 + index * 0.4);
  const spread = means.flatMap((mean, index) =>
    count(5).map(() => [index, mean + 0.4 * random()] as const),
  );
  return figure(
    [
      panel(
        [
          ...means.map((mean, index): FigureLayer => ({
            kind: 'line',
            series: 0,
            role: 'guide',
            x: [index, index],
            y: [mean - 0.5, mean + 0.5],
          })),
          {
            kind: 'points',
            series: null,
            x: spread.map(([x]) => x),
            y: spread.map(([, y]) => y),
            marker: 'circle',
            size: 2,
          },
          { kind: 'points', series: 0, x: count(12), y: means, marker: 'diamond', size: 5 },
        ],
        { x: names(settings), y: axis('Test error (%)', [0, 2, 4, 6, 8]) },
      ),
    ],
    { series: [series('Mean')] },
  );
}

/** Boxes and bars. */
export function boxes(): Figure {
  const box = (index: number) => ({
    x0: index - 0.3,
    x1: index + 0.3,
    y0: 2 + index,
    y1: 4 + index,
  });
  return figure(
    [
      panel(
        count(3).flatMap((index): FigureLayer[] => [
          {
            kind: 'line',
            series: index,
            role: 'guide',
            x: [index, index],
            y: [1 + index, 5 + index],
          },
          { kind: 'rectangles', series: index, items: [box(index)], style: 'outline' },
          {
            kind: 'line',
            series: index,
            role: 'guide',
            x: [index - 0.3, index + 0.3],
            y: [3 + index, 3 + index],
          },
        ]),
        {
          title: 'Boxes',
          x: names(['DNI', 'Backprop', 'None']),
          y: axis('Test error (%)', [0, 2, 4, 6, 8]),
        },
      ),
      panel(
        [
          {
            kind: 'rectangles',
            series: 0,
            style: 'fill',
            items: count(8).map((bin) => ({
              x0: bin,
              x1: bin + 1,
              y0: 0,
              y1: 8 - Math.abs(bin - 3) * 1.5,
            })),
          },
          {
            kind: 'rectangles',
            series: 1,
            style: 'light',
            items: count(8).map((bin) => ({
              x0: bin,
              x1: bin + 1,
              y0: 0,
              y1: 7 - Math.abs(bin - 5),
            })),
          },
          {
            kind: 'texts',
            series: null,
            items: [{ x: 4, y: 7.5, text: 'n = 40', align: 'start' }],
          },
        ],
        {
          title: 'Histogram',
          x: axis('Test error (%)', [0, 2, 4, 6, 8]),
          y: axis('Runs', [0, 2, 4, 6, 8]),
        },
      ),
    ],
    {
      columns: 2,
      series: ['DNI', 'Backpropagation', 'None'].map((label, index) =>
        series(label, { color: colors[index] ?? '' }),
      ),
    },
  );
}

const scaleColors = ['#eef2fb', '#b8c9ee', '#7f9fdd', '#4a74c6', '#1f4a9e'];

/** Cells with their values, and one without. */
export function heatMap(): Figure {
  const rates = ['0.0001', '0.0003', '0.001', '0.003', '0.01'];
  const sizes = ['64 units', '256 units', '1,024 units, two hidden layers'];
  return figure(
    [
      panel(
        [
          {
            kind: 'rectangles',
            series: null,
            style: 'fill',
            items: rates.flatMap((_, x) =>
              sizes.map((__, y) => {
                const isMissing = x === 4 && y === 2;
                const value = 1 + ((x + 2 * y) % 5);
                return {
                  ...{ x0: x - 0.5, x1: x + 0.5, y0: y - 0.5, y1: y + 0.5 },
                  color: isMissing ? '#d8d2c4' : (scaleColors[value - 1] ?? ''),
                  text: isMissing ? '–' : value.toFixed(2),
                };
              }),
            ),
          },
        ],
        {
          x: names(rates, { label: 'Learning rate' }),
          y: names(sizes, { label: 'Synthesizer' }),
          colorScale: {
            label: 'Test error (%)',
            isLog: false,
            stops: scaleColors.map((color, index) => ({ value: index + 1, color })),
            ticks: [1, 2, 3, 4, 5].map((value) => ({ value, label: String(value) })),
          },
        },
      ),
    ],
    { title: 'Test error by learning rate and synthesizer' },
  );
}

/** Six panels of interfaces, three in a row. */
export function panels(): Figure {
  const random = noise(2);
  const x = count(120, 10);
  return figure(
    count(6).map((index) =>
      panel(
        count(2).map((line): FigureLayer => ({
          kind: 'line',
          series: line,
          role: 'main',
          x,
          y: x.map((step) => 1 + line + index / 2 + 3 * Math.exp(-step / 300) + 0.2 * random()),
        })),
        {
          title:
            index === 4
              ? 'hidden5 → hidden6, a name that is longer than its panel is wide'
              : `hidden${index + 1} → hidden${index + 2}`,
          x: axis('Steps', [0, 400, 800, 1200]),
          y: axis(index % 3 === 0 ? 'Cosine of true and synthetic gradient' : '', [0, 2, 4, 6, 8]),
        },
      ),
    ),
    {
      columns: 3,
      series: [
        series('DNI', { color: colors[0] ?? '' }),
        series('DNI, conditioned', { color: colors[1] ?? '' }),
      ],
    },
  );
}

/** Texts that are special in XML, in LaTeX or in a font. */
export const nasty =
  '50 % of $x_1$ & <b>"a"</b> \\end{axis} {n} #1 ~^ 中 שלום ﬁ λ→∞ 👍 [a, b] e\u0301 \u0007\ud800';

/** Nasty labels everywhere. */
export function nastyFigure(): Figure {
  const made = curves();
  const heat = heatMap().panels[0];
  const [first] = made.panels;
  if (!first || !heat) throw new Error('A figure has no panel.');
  return {
    ...made,
    title: nasty,
    notes: [nasty],
    columns: 2,
    panels: [
      {
        ...first,
        title: nasty,
        x: { ...first.x, label: nasty },
        y: { ...first.y, label: '50 % & $y_2$' },
      },
      {
        ...heat,
        title: '\\',
        x: {
          ...heat.x,
          ticks: heat.x.ticks.map((tick) => ({ ...tick, label: `${tick.label}_%` })),
        },
      },
    ],
    series: made.series.map((one, index) => ({
      ...one,
      label: `${index}: ${nasty}`,
      source: index === 3 ? 'A & B, p. 5 [1]' : null,
    })),
  };
}

export const figures = { curves, logarithmic, categories, boxes, heatMap, panels, nastyFigure };
