/** What the charts of the page of a run show, and in which order they stand. */
import { exampleUnit } from '#spec/example-unit';
import {
  gradientMetricName,
  interfaceMetricName,
  updatesMetricName,
  type InterfaceMeasure,
} from '#spec/metric-catalogue';
import { type EdgeId, nameEdge } from '#spec/model';
import { isTrained, type Run } from '#spec/run';
import type { LineView, RunChart } from '#spec/run-chart';
import { countedModules } from './lines/interface-lines';
import { gradientDistances, groupMetrics, interfaceEdges } from './metric-names';

export const interfaceTitles: Readonly<Record<InterfaceMeasure, string>> = {
  cosine: 'Cosine with the true gradient',
  'relative-error': 'Relative error',
  'synthesizer-loss': 'Synthesizer loss',
};
export const interfaceMeasures = Object.keys(interfaceTitles) as InterfaceMeasure[];

/** The charts of the tab of curves, then those of the tab of interfaces. */
export function listRunCharts(run: Run): RunChart[] {
  const metrics = Object.keys(run.metrics);
  const groups = groupMetrics(run, exampleUnit(run.spec?.task));
  const curves = groups.map((group) => ({ kind: 'metrics' as const, ...group }));
  if (!isTrained(run)) return curves;
  const measures = interfaceEdges(metrics).length > 0 ? interfaceMeasures : [];
  return [
    ...curves,
    ...measures.map((measure) => ({ kind: 'interfaces' as const, measure })),
    ...[...gradientDistances(metrics).keys()].map((edge) => ({
      ...{ kind: 'gradient' as const, edge, step: null },
    })),
    ...(countedModules(run).length > 0 ? [{ kind: 'updates' as const }] : []),
  ];
}

export function titleOfRunChart(chart: RunChart): string {
  switch (chart.kind) {
    case 'metrics':
      return chart.title;
    case 'interfaces':
      return interfaceTitles[chart.measure];
    case 'updates':
      return 'Updates of each module';
    case 'gradient':
      return `Gradient by distance, ${nameEdge(chart.edge)}`;
  }
}

/** The metrics whose curves the chart draws. */
export function metricsOfRunChart(chart: RunChart, run: Run): string[] {
  const metrics = Object.keys(run.metrics);
  switch (chart.kind) {
    case 'metrics':
      return chart.metrics;
    case 'interfaces':
      return interfaceEdges(metrics).map((edge) =>
        interfaceMetricName(edge as EdgeId, chart.measure),
      );
    case 'updates':
      return isTrained(run) ? countedModules(run).map(updatesMetricName) : [];
    case 'gradient':
      return (gradientDistances(metrics).get(chart.edge) ?? []).map((ticks) =>
        gradientMetricName(chart.edge as EdgeId, ticks),
      );
  }
}

/** How the page shows a chart at first: curves, which fall by orders of magnitude, on a logarithmic axis. */
export function initialView(chart: RunChart): LineView {
  const isLinear =
    chart.kind === 'updates' ||
    (chart.kind === 'interfaces' && chart.measure !== 'synthesizer-loss');
  return { logY: !isLinear, range: null, limits: null, showsAll: false, hidden: [] };
}
