import { modelEndings, modelFormats, type ModelFormat } from '#spec/export-format';
import { editor } from '../../editor/editor.svelte';
import { exportDialog, type ExportFormat } from '../../stores/export-dialog.svelte';
import { session } from '../../stores/session.svelte';
import { chooseSpec } from './exported-models';
import ModelFields from './ModelFields.svelte';
import { PictureChoice } from './picture-choice.svelte';

const names: Readonly<Record<ModelFormat, { label: string; hint: string }>> = {
  json: { label: 'JSON', hint: 'The model itself, for this program, a mail or an issue.' },
  svg: { label: 'SVG', hint: 'The picture, which other programs can edit.' },
  pdf: { label: 'PDF', hint: 'The picture for \\includegraphics; its fonts are embedded.' },
  png: { label: 'PNG', hint: 'The picture in pixels, for slides and mails.' },
  summary: { label: 'Summary', hint: 'Nodes, sizes and settings as text.' },
  latex: { label: 'LaTeX', hint: 'Nodes and sizes as tables with the rules of booktabs.' },
  pytorch: { label: 'PyTorch', hint: 'A script that builds the model there and trains it.' },
};
const formats: readonly ExportFormat[] = modelFormats.map((id) => ({
  id,
  extension: modelEndings[id],
  ...names[id],
}));

/** Asks how the model on the canvas is written, and writes it as it is shown now. */
export function askToExportModel(): void {
  const models = { plain: editor.spec, placed: editor.withAllPositions };
  const choice = new PictureChoice();
  const { name } = models.plain;
  exportDialog.show({
    title: `Export ‘${name}’`,
    name,
    formats,
    key: 'model',
    width: 880,
    fields: { component: ModelFields, props: { choice, models } },
    write: ({ format, ...request }) =>
      session.callInProject('exports.model', {
        ...request,
        spec: chooseSpec(models, format, choice.style),
        style: choice.style,
        format: format as ModelFormat,
        dotsPerInch: choice.dotsPerInch,
      }),
  });
}
