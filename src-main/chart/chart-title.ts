import { lowerFirst } from '#spec/letter-case';
import { fieldTitle, type RunField } from '#analysis/run-field';
import type { Chart } from '#spec/comparison';

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
