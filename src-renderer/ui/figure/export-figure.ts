import type { FigureSubject } from '#api/figures';
import { figureEndings, figureFormats, type FigureFormat } from '#spec/export-format';
import { exportDialog, type ExportFormat } from '../../stores/export-dialog.svelte';
import { session } from '../../stores/session.svelte';
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

/** Asks how a chart is written as a picture, and writes it as it is shown now. */
export function askToExportFigure(subject: FigureSubject, title: string): void {
  const choice = new FigureChoice();
  exportDialog.show({
    title: `Export ‘${title}’`,
    name: title,
    formats,
    key: 'figure',
    width: 880,
    fields: { component: FigureFields, props: { choice, subject } },
    write: ({ format, ...request }) =>
      session.callInProject('exports.figure', {
        ...request,
        subject,
        style: choice.style,
        format: format as FigureFormat,
        dotsPerInch: choice.dotsPerInch,
      }),
  });
}
