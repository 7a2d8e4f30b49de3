import type { Chart } from '#spec/comparison';
import { comparison } from '../stores/comparison.svelte';
import { askToExportFigure } from '../ui/figure/export-figure';
import { focus } from './focus.svelte';

/** Asks how a chart of the comparison is written as a picture, and writes it as it is shown now. */
export function askToExportChart(chart: Chart, title: string): void {
  const subject = {
    kind: 'comparison chart' as const,
    content: comparison.readContent(),
    chart,
    runIds: comparison.runs.map(({ id }) => id),
    range: comparison.range,
    selected: [...focus.selection.ids],
  };
  askToExportFigure(subject, title);
}
