import type { CommandInput } from '#api/commands';
import { figureEndings, figureFormats, type FigureFormat } from '#spec/export-format';
import type { Chart } from '#spec/comparison';
import { comparison } from '../../stores/comparison.svelte';
import { exportDialog, type ExportFormat } from '../../stores/export-dialog.svelte';
import { session } from '../../stores/session.svelte';
import { focus } from '../focus.svelte';
import { FigureChoice } from './figure-choice.svelte';
import FigureFields from './FigureFields.svelte';

const names: Readonly<Record<FigureFormat, { label: string; hint: string }>> = {
  svg: { label: 'SVG', hint: 'Lines and text that other programs can edit.' },
  pdf: { label: 'PDF', hint: 'For \\includegraphics; its fonts are embedded.' },
  png: { label: 'PNG', hint: 'Pixels, for slides and mails.' },
  pgfplots: { label: 'pgfplots', hint: 'For \\input in a LaTeX document, whose fonts it takes.' },
  'latex-document': { label: 'LaTeX', hint: 'The same as a document to be compiled by itself.' },
  'figure-csv': { label: 'CSV', hint: 'Every number that is drawn.' },
};
const formats: readonly ExportFormat[] = figureFormats.map((id) => ({
  id,
  extension: figureEndings[id],
  ...names[id],
}));

/** What the commands that draw a chart need to know of it, without its style. */
export type DrawnChart = Omit<CommandInput<'figures.preview'>, 'projectId' | 'style'>;

/** Asks how a chart is written as a picture, and writes it as it is shown now. */
export function askToExportFigure(chart: Chart, title: string): void {
  const choice = new FigureChoice();
  const drawn: DrawnChart = {
    content: comparison.readContent(),
    chart,
    runIds: comparison.runs.map(({ id }) => id),
    range: comparison.range,
    selected: [...focus.selection.ids],
  };
  exportDialog.show({
    title: `Export ‘${title}’`,
    name: title,
    formats,
    key: 'figure',
    width: 720,
    fields: { component: FigureFields, props: { choice, drawn } },
    write: ({ format, ...request }) =>
      session.callInProject('exports.figure', {
        ...request,
        ...drawn,
        style: choice.style,
        format: format as FigureFormat,
        dotsPerInch: choice.dotsPerInch,
      }),
  });
}
