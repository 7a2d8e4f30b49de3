import { expect, it } from 'vitest';
import { listRunCharts, metricsOfRunChart, titleOfRunChart } from '#chart/run-charts';
import { makeRun } from '../../renderer/runs/table/make-run';

const value = { last: 0.5, best: 0.5, bestStep: 10 };
const metricsOf = (...names: string[]) => Object.fromEntries(names.map((name) => [name, value]));

it('has a chart for each measure with its splits, then those of the interfaces that were measured', () => {
  const run = makeRun({
    metrics: metricsOf(
      ...['train/loss', 'test/loss', 'speed/examples-seen'],
      ...['interface/core->core/cosine', 'interface/core->core/relative-error'],
      ...['interface/core->core/synthesizer-loss', 'gradient/core->core/at-1'],
    ),
  });
  const charts = listRunCharts(run);
  expect(charts.map(({ kind }) => kind)).toEqual([
    ...['metrics', 'metrics', 'interfaces', 'interfaces', 'interfaces', 'gradient'],
  ]);
  const [loss] = charts;
  expect(loss && [...metricsOfRunChart(loss, run)].sort()).toEqual(['test/loss', 'train/loss']);
  const cosine = charts.find((chart) => chart.kind === 'interfaces');
  expect(cosine && metricsOfRunChart(cosine, run)).toEqual(['interface/core->core/cosine']);
  expect(charts.slice(2).map(titleOfRunChart)).toEqual([
    'Cosine with the true gradient',
    'Relative error',
    'Synthesizer loss',
    'Gradient by distance, core → core',
  ]);
});

it('has no chart of what was not measured', () => {
  expect(listRunCharts(makeRun())).toEqual([]);
  expect(listRunCharts(makeRun({ metrics: metricsOf('train/loss') }))).toHaveLength(1);
});
