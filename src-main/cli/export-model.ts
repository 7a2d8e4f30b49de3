import { readTaskData } from '#data/task-data';
import { renderModel, writeModel, type ModelFile } from '#exchange/model/model-document';
import { WorkbenchError } from '#spec/errors';
import { modelFormats, type ModelFormat } from '#spec/export-format';
import { formatBytes } from '#spec/format-bytes';
import { initialPictureStyle, modelPictureStyleSchema } from '#spec/model-picture';
import { quote } from '#spec/quote';
import { datasetsDirectory, type ProjectFolder } from '#storage/projects';
import { exitStatus } from './exit-status';
import { modelOptions, type ExportFormat } from './export-choices';
import { flagOf } from './export-options';
import { readModel } from './model-source';
import { print, printText, printToStderr } from './output';

/** Options of `export` that are about pictures of models. Lengths are in points. */
export interface ModelPictureOptions {
  dark?: boolean;
  withLocking?: boolean;
}

interface ModelExport extends ModelPictureOptions {
  format: ExportFormat;
  kind?: string;
  out?: string;
  width?: number;
  font?: 'serif' | 'sans';
  outlines?: boolean;
  grey?: boolean;
  transparent?: boolean;
  dpi?: number;
  overwrite?: boolean;
  json?: boolean;
}

const defaultDotsPerInch = 300;
const pictures = ['svg', 'pdf', 'png'];

/**
 * Writes a template, a model, a file of one, or the model of a run: as a picture, a summary, a script or its own file.
 * Without `--out`, text is printed. Returns the exit status.
 */
export async function exportModel(
  name: string,
  options: ModelExport,
  project: ProjectFolder | null,
): Promise<number> {
  const { kind, out, overwrite = false, json } = options;
  const format = readFormat(name, options);
  assertOfModel(name, options);
  if (out === undefined && pictures.includes(format))
    throw new WorkbenchError(
      'validation',
      `The format ${format} is a file: say where to write it by --out <path>.`,
    );
  if (out === undefined && format === 'pytorch' && !json && process.stdout.isTTY)
    throw new WorkbenchError(
      'validation',
      'The script has hundreds of lines: say where to write it by --out <path>, or redirect the output into a file by > <path>.',
    );
  const { experiment } = await readModel(name, kind, project);
  const data = await readTaskData(experiment.task, project && datasetsDirectory(project));
  const model = { experiment, fields: data.fields };
  const file = {
    format,
    style: readStyle(options),
    dotsPerInch: options.dpi ?? defaultDotsPerInch,
  };
  const written =
    out === undefined
      ? { path: null, ...(await renderText(model, file)) }
      : await writeModel(out, model, { ...file, overwrite });
  const notes = [
    ...written.notes,
    ...(data.problem ? [describeMissing(data.problem.message)] : []),
  ];
  for (const note of notes) printToStderr(`note: ${note}`);
  const title = experiment.name;
  if (json) print(JSON.stringify({ kind: 'model', name: title, format, ...written, notes }));
  else if ('text' in written) printText(written.text);
  else print(`${written.path}: ${quote(title)}, ${formatBytes(written.bytes)}`);
  return exitStatus.finished;
}

async function renderText(
  model: Parameters<typeof renderModel>[0],
  file: ModelFile,
): Promise<{ text: string; notes: string[] }> {
  const { content, notes } = await renderModel(model, file);
  return { text: String(content), notes };
}

function describeMissing(problem: string): string {
  return `Shapes and sizes that follow from the data are left out: ${problem}`;
}

function readFormat(name: string, { format, kind }: ModelExport): ModelFormat {
  const known = modelFormats.find((one) => one === format);
  if (known && kind !== 'study' && kind !== 'comparison') return known;
  if (!known)
    throw new WorkbenchError(
      'validation',
      `${quote(name)} is a model, and the format ${format} is not for models: they have ${modelFormats.join(', ')}.`,
    );
  throw new WorkbenchError(
    'validation',
    `The format ${format} is of one model, and a ${kind} has several: name one of its runs or models.`,
  );
}

/** Throws `validation` for the first option that is not for models. */
function assertOfModel(name: string, options: object): void {
  for (const [option, value] of Object.entries(options))
    if (value !== undefined && !modelOptions.includes(flagOf(option)))
      throw new WorkbenchError(
        'validation',
        `--${flagOf(option)} is not for models, and ${quote(name)} is one: leave it out.`,
      );
}

function readStyle(options: ModelExport): ModelFile['style'] {
  const given = modelPictureStyleSchema.safeParse({
    width: options.width ?? initialPictureStyle.width,
    colors: options.grey ? 'grey' : options.dark ? 'dark' : 'light',
    fontFamily: options.font ?? initialPictureStyle.fontFamily,
    textAs: options.outlines ? 'outlines' : 'text',
    isTransparent: options.transparent ?? false,
    hasLocking: options.withLocking ?? false,
  });
  if (given.success) return given.data;
  throw new WorkbenchError(
    'validation',
    'The width must be from 1 to 40 inches (72 to 2880 points).',
  );
}
