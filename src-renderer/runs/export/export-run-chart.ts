import { titleOfRunChart } from '#chart/run-charts';
import type { Run } from '#spec/run';
import type { LineView, RunChart } from '#spec/run-chart';
import { askToExportFigure } from '../../ui/figure/export-figure';

/** Asks how a chart of the page of a run is written as a picture, and writes it as it is shown now. */
export function askToExportRunChart(run: Run, chart: RunChart, view: LineView): void {
  const subject = { kind: 'run chart' as const, runId: run.id, chart, view };
  askToExportFigure(subject, `${titleOfRunChart(chart)}, ${run.name}`);
}
