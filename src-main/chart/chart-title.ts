import { lowerFirst } from '#spec/letter-case';
import { fieldTitle, type RunField } from '#analysis/run-field';
import type { Chart } from '#spec/comparison';
import type { Run } from '#spec/run';
import { exampleUnitOf } from './axes/describe-axis';
import { metricTitle } from './metric-names';

/** The title of a chart that the user has given none. */
export function defaultTitle(
  chart: Chart,
  titleOf: (field: RunField) => string = fieldTitle,
): string {
  switch (chart.kind) {
    case 'lines':
      return titleOf(chart.metric);
    case 'scatter':
      return `${titleOf(chart.y)} against ${titleOf(chart.x)}`;
    case 'parallel':
      return 'Settings and results';
    case 'heatmap':
      return `${titleOf(chart.value)} by ${titleOf(chart.x)} and ${titleOf(chart.y)}`;
    case 'statistics':
      return `Statistics: ${titleOf(chart.field)}`;
    case 'interfaces':
      return 'Interfaces';
    case 'text':
      return '';
    case 'bars':
      return `Means of ${lowerFirst(titleOf(chart.field))}`;
    case 'box':
      return `${chart.style === 'box' ? 'Box plots' : 'Violin plots'} of ${lowerFirst(titleOf(chart.field))}`;
    case 'histogram':
      return `Histogram of ${lowerFirst(titleOf(chart.field))}`;
  }
}

/** The title of a chart, as the window shows it. */
export function titleOfChart(chart: Chart, runs: readonly Run[]): string {
  if (chart.title !== undefined) return chart.title;
  return chart.kind === 'lines'
    ? metricTitle(chart.metric, runs, exampleUnitOf(runs))
    : defaultTitle(chart);
}
