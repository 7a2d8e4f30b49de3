import { describe, expect, it } from 'vitest';
import { chartSchema } from '#spec/comparison';
import type { Run } from '#spec/run';
import { linesChart, suggestCharts } from '#chart/suggest-charts';
import {
  addChart,
  chartedMetrics,
  moveChart,
} from '../../../src-renderer/stores/comparison-charts';
import { buildExperiment } from '../editor/experiment';

function run(...metrics: string[]): Run {
  const summary = { last: 1, best: 1, bestStep: 1 };
  return {
    spec: buildExperiment('image>a a/b b>loss'),
    metrics: Object.fromEntries(metrics.map((metric) => [metric, summary])),
  } as unknown as Run;
}

describe('the charts of a comparison', () => {
  it('are those of the chosen metrics, also of interfaces, as earlier versions saved them', () => {
    const charts = suggestCharts(['test/error', 'interface/a->b/cosine', 'train/loss'], []);
    expect(charts.map(({ id }) => id)).toEqual([
      'lines:train/loss',
      'lines:test/error',
      'lines:interface/a->b/cosine',
    ]);
  });

  it('are one for each default metric, and one of all interfaces, where nothing was chosen', () => {
    const charts = suggestCharts(null, [
      run('train/loss', 'test/error', 'speed/steps-per-second', 'interface/a->b/cosine'),
    ]);
    expect(charts.map(({ kind }) => kind)).toEqual(['lines', 'lines', 'interfaces']);
    expect(chartedMetrics(charts)).toEqual(['train/loss', 'test/error']);
    for (const chart of charts) expect(chartSchema.parse(chart)).toEqual(chart);
  });

  it('get ids of their own, also as a copy', () => {
    const charts = [linesChart('train/loss'), linesChart('test/error')];
    const { id, ...copy } = linesChart('train/loss');
    const twice = addChart(addChart(charts, copy, id), copy, id);
    expect(twice.map((chart) => chart.id)).toEqual([
      'lines:train/loss',
      'lines-2',
      'lines-1',
      'lines:test/error',
    ]);
  });

  it('move to the place of another one', () => {
    const charts = ['a', 'b', 'c'].map(linesChart);
    const order = (id: string, to: number): string[] =>
      moveChart(charts, `lines:${id}`, to).map((chart) => ('metric' in chart ? chart.metric : ''));
    expect(order('a', 2)).toEqual(['b', 'c', 'a']);
    expect(order('c', 0)).toEqual(['c', 'a', 'b']);
    expect(order('b', 9)).toEqual(['a', 'c', 'b']);
    expect(order('other', 0)).toEqual(['a', 'b', 'c']);
  });
});
