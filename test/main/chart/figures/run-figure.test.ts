import { expect, it } from 'vitest';
import { buildRunFigure } from '#chart/figures/run-figure';
import { initialView } from '#chart/run-charts';
import { inks, paperColor, paperColors } from '#chart/series-colors';
import { toHex } from '#chart/oklch';
import type { Curve } from '#spec/curves';
import type { RunChart } from '#spec/run-chart';
import { makeRun } from '../../../renderer/runs/table/make-run';
import { makeCurve } from './figure-sources';

const chart: RunChart = {
  ...{ kind: 'metrics', title: 'Error', metrics: ['train/error', 'test/error'] },
};
const parent = makeRun({ id: 'p', name: 'Parent', color: 3 });
const run = makeRun({ id: 'r', color: 5 });
const curves: Record<string, Curve> = {
  'r train/error': makeCurve('r', [0, 100], [0.5, 0.25]),
  'r test/error': makeCurve('r', [0, 100], [0.6, 0.3]),
  'p test/error': makeCurve('p', [0, 20, 40], [0.9, 0.8, 0.7]),
};
const source = {
  run,
  ancestors: [{ run: parent, until: 20 }],
  curveOf: (id: string, metric: string): Curve | undefined => curves[`${id} ${metric}`],
};

it('has a line for each split in the colours and dashes of the page, and those of the runs before it', () => {
  const figure = buildRunFigure(chart, source, initialView(chart));
  expect(figure?.title).toBe('Error');
  expect(figure?.series.map(({ label, color, dash }) => [label, color, dash])).toEqual([
    ['train', toHex(inks.locked ?? [0, 0, 0]), []],
    ['test', paperColor(5), []],
    ['test until 20, Parent', paperColor(5), [2, 3]],
  ]);
  const [panel] = figure?.panels ?? [];
  expect([panel?.y.isLog, panel?.x.label, panel?.y.label]).toEqual([true, 'step', 'Error']);
  expect(panel?.layers).toContainEqual({
    ...{ kind: 'line', role: 'main', series: 2, x: [0, 20], y: [0.9, 0.8] },
  });
  // 2 + 2 + 2 points.
  expect(figure?.table.rows).toHaveLength(6);
});

it('shows the part that the page shows', () => {
  const view = {
    ...{ logY: false, range: { from: 50, to: 100 }, limits: { min: 0, max: 1 } },
    ...{ showsAll: false, hidden: ['train/error'] },
  };
  const figure = buildRunFigure(chart, source, view);
  expect(figure?.series.map(({ key }) => key)).toEqual(['test/error', 'p test/error']);
  const [panel] = figure?.panels ?? [];
  expect([panel?.x.min, panel?.x.max, panel?.y.min, panel?.y.max]).toEqual([50, 100, 0, 1]);
});

it('has nothing to draw without a curve', () => {
  const none = { ...source, curveOf: () => undefined };
  expect(buildRunFigure(chart, none, initialView(chart))).toBeNull();
});

it('draws the gradient by distance at the last step, with the first behind it and where it is cut', () => {
  const metrics = Object.fromEntries(
    [1, 2].map((ticks) => [`gradient/core->core/at-${ticks}`, { last: 1, best: 1, bestStep: 0 }]),
  );
  const recurrent = makeRun({ id: 'r', color: 5, metrics });
  const norms: Record<string, Curve> = {
    'gradient/core->core/at-1': makeCurve('r', [0, 10], [1, 0.5]),
    'gradient/core->core/at-2': makeCurve('r', [0, 10], [0.1, 0.25]),
  };
  const gradient: RunChart = { kind: 'gradient', edge: 'core->core', step: null };
  const figure = buildRunFigure(
    gradient,
    { run: recurrent, ancestors: [], curveOf: (_, metric) => norms[metric] },
    initialView(gradient),
  );
  expect(figure?.series.map(({ label, color }) => [label, color])).toEqual([
    ['step 0', paperColors.ofInk('locked')],
    ['step 10', paperColor(5)],
  ]);
  expect(figure?.panels[0]?.layers).toContainEqual({
    ...{ kind: 'line', role: 'main', series: 1, x: [1, 2], y: [0.5, 0.25] },
  });
  const { unroll } = recurrent.spec.training;
  expect(figure?.notes).toContain(`The upright line is at T = ${unroll}.`);
});
