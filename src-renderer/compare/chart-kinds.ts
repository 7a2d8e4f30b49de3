import type { Component } from 'svelte';
import type { RunGroup } from '#analysis/group-runs';
import type { Chart, ChartKind } from '#spec/comparison';
import type { Run } from '#spec/run';
import { linesChart } from '#chart/suggest-charts';
import type { NewChart } from '../stores/comparison-charts';
import { rankSettings } from './rank-settings';

/** What the component of a chart receives. Labels and colours of groups are those of `compared.svelte.ts`. */
export interface ChartProps<K extends ChartKind = ChartKind> {
  chart: Extract<Chart, { kind: K }>;
  /** The groups that are not hidden; groups of one run where nothing is grouped. */
  groups: readonly RunGroup[];
}

// A kind is offered as soon as its component is there: `charts/ScatterChart.svelte` for `scatter`.
const modules = import.meta.glob<{ default: Component<ChartProps<never>> }>(
  './charts/*Chart.svelte',
  { eager: true },
);
const components = new Map(
  Object.entries(modules).map(([path, module]) => [
    (/(\w+)Chart\.svelte$/.exec(path)?.[1] ?? '').toLowerCase(),
    module.default as unknown as Component<ChartProps>,
  ]),
);

export function componentOf(kind: ChartKind): Component<ChartProps> | undefined {
  return components.get(kind);
}

const kindNames: Readonly<Record<ChartKind, string>> = {
  lines: 'Lines over the axis',
  scatter: 'Scatter of two fields',
  bars: 'Means with intervals',
  box: 'Box or violin over runs',
  histogram: 'Histogram',
  parallel: 'Parallel coordinates',
  heatmap: 'Heat map of two settings',
  statistics: 'Statistics and tests',
  interfaces: 'Interfaces',
  text: 'Text',
};

/** The kinds that can be added, in the order of the menu. */
export function offeredKinds(): { kind: ChartKind; name: string }[] {
  return (Object.keys(kindNames) as ChartKind[])
    .filter((kind) => components.has(kind))
    .map((kind) => ({ kind, name: kindNames[kind] }));
}

/** What a new chart of a kind shows at first. */
export function newChart(kind: ChartKind, runs: readonly Run[], metric: string | null): NewChart {
  const field = metric ?? 'train/loss';
  const settings = rankSettings(runs);
  const [first = 'training.seed', second = 'training.seed'] = settings;
  switch (kind) {
    case 'lines':
      return linesChart(field);
    case 'scatter':
      return { kind, size: 'small', x: first, y: field };
    case 'bars':
      return { kind, size: 'small', field, style: 'points' };
    case 'box':
      return { kind, size: 'small', field, style: 'box' };
    case 'histogram':
      return { kind, size: 'small', field };
    case 'parallel':
      return {
        kind,
        size: 'wide',
        fields: [...settings.slice(0, 5), 'training.seed', field].slice(-6),
      };
    case 'heatmap':
      return { kind, size: 'small', x: first, y: second, value: field };
    case 'statistics':
      return { kind, size: 'full', field };
    case 'interfaces':
      return { kind, size: 'full' };
    case 'text':
      return { kind, size: 'full', text: '' };
  }
}

/** The id of the element that holds a chart, in the document. */
export function cellId(chartId: string): string {
  return `chart-${chartId}`;
}
