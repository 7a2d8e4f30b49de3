import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Figure, FigureLine } from '#chart/figure';
import { chartsOf, drawCharts, type FigureRequest } from '#exchange/comparison-figures';
import { chartSchema, comparisonContentSchema, type ComparisonContent } from '#spec/comparison';
import type { TrainedRun } from '#spec/run';
import type { Method } from '#spec/training';
import type { ProjectFolder } from '#storage/projects';
import { listReported, saveReported } from '#storage/reported';
import { runDirectory } from '#storage/runs';
import { newProject, spirals } from '../storage/helpers';
import { addRun } from './exported-project';

let project: ProjectFolder;
let runs: TrainedRun[];

/** A run whose loss has these values at the steps 1, 2, … */
function add(method: Method, seed: number, values: readonly number[]): Promise<TrainedRun> {
  const spec = spirals();
  const points = values.map((value, index) => ({
    ...{ metric: 'train/loss', step: index + 1, seconds: index, value },
  }));
  const result = { last: values.at(-1) ?? 0, best: 0, worst: 1, bestStep: 1 };
  return addRun(project, points, {
    ...{ name: `${method} ${seed}`, method, seed, metrics: { 'train/loss': result } },
    spec: { ...spec, training: { ...spec.training, method, seed } },
  });
}

beforeEach(async () => {
  project = await newProject();
  runs = [
    await add('dni', 1, [1, 0.5, 0.25]),
    await add('dni', 2, [0.5, 0.25, 0.75]),
    await add('backprop', 1, [0.75, 0.5, 0.125]),
  ];
});

const lines = (changes: object = {}) =>
  chartSchema.parse({ id: 'loss', kind: 'lines', metric: 'train/loss', ...changes });

const contentOf = (changes: Partial<ComparisonContent> = {}): ComparisonContent => ({
  ...comparisonContentSchema.parse({
    ...{ name: 'Both', runs: runs.map(({ id }) => id), metrics: [], charts: [lines()] },
    ...{
      xAxis: 'step',
      smoothing: 0,
      logScale: false,
      groupBy: ['training.method'],
      showsRuns: false,
    },
  }),
  ...changes,
});

async function draw(
  content: ComparisonContent,
  request: Partial<FigureRequest> = {},
): Promise<(Figure | null)[]> {
  const { items } = await listReported(project);
  const beside = { sources: items, templates: new Map() };
  const drawn = await drawCharts(project, { content, runs, beside, ...request });
  return drawn.map(({ figure }) => figure);
}

/** The lines of the first panel by the label of their series: x and y of their points. */
function linesOf(figure: Figure | null | undefined, role: FigureLine['role'] = 'main') {
  const layers = figure?.panels[0]?.layers ?? [];
  return Object.fromEntries(
    layers.flatMap((layer) =>
      layer.kind === 'line' && layer.role === role
        ? [
            [
              figure?.series[layer.series ?? -1]?.label,
              Array.from(layer.x).map((x, at) => [x, layer.y[at]]),
            ],
          ]
        : [],
    ),
  ) as Record<string, [number, number][]>;
}

describe('the lines of a comparison', () => {
  it('are the means of its groups, and their bands the ranges', async () => {
    const [figure] = await draw(contentOf({ band: 'range' }));
    expect(figure?.series.map(({ label }) => label)).toEqual(['DNI', 'backprop']);
    expect(linesOf(figure)).toEqual({
      DNI: [
        [1, 0.75],
        [2, 0.375],
        [3, 0.5],
      ],
      backprop: [
        [1, 0.75],
        [2, 0.5],
        [3, 0.125],
      ],
    });
    const areas = (figure?.panels[0]?.layers ?? []).filter((layer) => layer.kind === 'area');
    expect(areas).toEqual([
      {
        ...{ kind: 'area', series: 0, x: [1, 2, 3] },
        ...{ lower: [0.5, 0.25, 0.25], upper: [1, 0.5, 0.75] },
      },
    ]);
  });

  it('are single runs where nothing is grouped', async () => {
    const [figure] = await draw(contentOf({ groupBy: [] }));
    expect(Object.values(linesOf(figure)).map((points) => points.at(-1)?.[1])).toEqual(
      expect.arrayContaining([0.25, 0.75, 0.125]),
    );
    expect(figure?.series).toHaveLength(3);
  });

  it('have the smoothing of their chart, also where two charts show the same metric', async () => {
    const charts = [lines({ id: 'as-is', smoothing: 0 }), lines({ id: 'smooth', smoothing: 0.5 })];
    const [plain, smooth] = await draw(contentOf({ charts, smoothing: 0.9 }));
    expect(linesOf(plain)['backprop']?.map(([, y]) => y)).toEqual([0.75, 0.5, 0.125]);
    // Debiased: (0.5² · 0.75 + 0.5 · 0.5) / 0.75 = 0.5833, (0.5³ · 0.75 + 0.5² · 0.5 + 0.5 · 0.125) / 0.875 = 0.3214.
    const [first, second, third] = linesOf(smooth)['backprop'] ?? [];
    expect(first?.[1]).toBeCloseTo(0.75, 6);
    expect(second?.[1]).toBeCloseTo(0.583333, 5);
    expect(third?.[1]).toBeCloseTo(0.321429, 5);
  });

  it('are those of the visible part of the x axis', async () => {
    const [figure] = await draw(contentOf(), { range: { from: 2, to: 3 } });
    const [panel] = figure?.panels ?? [];
    expect([panel?.x.min, panel?.x.max]).toEqual([2, 3]);
  });

  it('leave out hidden groups, and show selected runs beside their group', async () => {
    const [all] = await draw(contentOf());
    const [dni] = all?.series ?? [];
    const [without] = await draw(contentOf({ hidden: [dni?.key ?? ''] }));
    expect(without?.series.map(({ label }) => label)).toEqual(['backprop']);
    expect(Object.keys(linesOf(without))).toEqual(['backprop']);
    // The others keep their colour.
    expect(without?.series[0]?.color).toBe(all?.series[1]?.color);

    const [selected] = await draw(contentOf({ showsRuns: true }), {
      selected: new Set([runs[1]?.id ?? '']),
    });
    expect(linesOf(selected, 'member')['DNI']?.map(([, y]) => y)).toEqual([0.5, 0.25, 0.75]);
  });

  it('have reported results beside them, which are no runs', async () => {
    await saveReported(project, {
      name: 'Ours, last year',
      entries: [
        { kind: 'value', id: 'cdni', label: 'cDNI', metric: 'train/loss', value: 0.4 },
        { kind: 'value', id: 'other', label: 'Other', metric: 'test/error', value: 0.1 },
      ],
    });
    const references = [{ source: 'ours-last-year', entries: ['cdni', 'other'] }];
    const [figure] = await draw(contentOf({ references }));
    const reference = figure?.series.find(({ isReference }) => isReference);
    expect(reference?.label).toContain('cDNI');
    expect(reference?.source).toContain('Ours, last year');
    expect(figure?.series).toHaveLength(3);
    const guides = Object.values(linesOf(figure, 'guide'));
    expect(guides).toHaveLength(1);
    expect(new Set(guides[0]?.map(([, y]) => y))).toEqual(new Set([0.4]));
  });
});

describe('charts', () => {
  it('come in their order, with null for those that draw nothing', async () => {
    const charts = [
      chartSchema.parse({ id: 'note', kind: 'text', text: 'What it costs.' }),
      lines(),
      chartSchema.parse({ id: 'nobody', kind: 'bars', field: 'summary.test/error' }),
    ];
    const [text, loss, nobody] = await draw(contentOf({ charts }));
    expect([text, nobody]).toEqual([null, null]);
    expect(loss?.title).toBe('Train loss');
  });

  it('are those that the window suggests where the comparison has chosen none', () => {
    const content = contentOf({ charts: null });
    const suggested = chartsOf(content, runs).filter((chart) => chart.kind === 'lines');
    expect(suggested.map(({ metric }) => metric)).toEqual(['train/loss']);
    expect(chartsOf(contentOf(), runs)).toEqual([lines()]);
  });

  it('of lines that no run has measured have nothing to draw', async () => {
    const charts = [lines({ metric: 'test/loss' }), lines()];
    const [empty, loss] = await draw(contentOf({ charts }));
    expect([empty, loss === null]).toEqual([null, false]);
  });

  it('are refused where the values of a run cannot be read', async () => {
    const folder = join(runDirectory(project, runs[0]?.id ?? ''), 'metrics');
    const [file = ''] = await readdir(folder);
    await rm(join(folder, file));
    await mkdir(join(folder, file));
    await expect(draw(contentOf())).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
