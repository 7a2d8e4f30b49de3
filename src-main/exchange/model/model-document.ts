/** A model as a file for documents and other programs. */
import { resolve } from 'node:path';
import { writeFileInParts } from '#files/file-output';
import type { Experiment } from '#spec/experiment';
import type { ModelFormat } from '#spec/export-format';
import type { ModelPictureStyle } from '#spec/model-picture';
import type { Fields } from '#spec/task';
import { assertTarget } from '../export-target';
import { summarizeModel } from './model-summary';
import { makePortable, toJson } from './portable-experiment';
import { renderModelPicture } from './write-model-picture';
import { toLatexTables, toPlainText } from './write-summary';

export interface ModelToWrite {
  experiment: Experiment;
  /** Null where the data of its task are not there: shapes and sizes that follow from them are missing then. */
  fields: Fields | null;
}

export interface ModelFile {
  format: ModelFormat;
  /** Of pictures. */
  style: ModelPictureStyle;
  /** Of `png`. */
  dotsPerInch: number;
}

export interface ModelDocument {
  content: string | Uint8Array;
  /** What is left out or worth knowing, a sentence each. */
  notes: string[];
}

/**
 * The content of the file. Throws as `renderModelPicture`, and `validation` where the script of a model cannot be written,
 * with the reason.
 */
export async function renderModel(
  { experiment, fields }: ModelToWrite,
  { format, style, dotsPerInch }: ModelFile,
): Promise<ModelDocument> {
  switch (format) {
    case 'json': {
      const portable = makePortable(experiment);
      return { content: toJson(portable.experiment), notes: portable.notes };
    }
    case 'summary':
      return { content: toPlainText(summarizeModel(experiment, fields)), notes: [] };
    case 'latex':
      return { content: toLatexTables(summarizeModel(experiment, fields)), notes: [] };
    case 'pytorch': {
      const { writePyTorchScript } = await import('../pytorch/write-script');
      return { content: writePyTorchScript(experiment, { fields }), notes: [] };
    }
    default:
      return renderModelPicture(experiment, fields, { format, style, dotsPerInch });
  }
}

/**
 * Writes one file and returns its path and its size. Throws as `renderModel`, `conflict` where something is at the place
 * already, `notFound` where its folder is not there.
 */
export async function writeModel(
  path: string,
  model: ModelToWrite,
  { overwrite, ...file }: ModelFile & { overwrite: boolean },
): Promise<{ path: string; bytes: number; notes: string[] }> {
  const place = resolve(path);
  await assertTarget(place, { isFolder: false, overwrite });
  const { content, notes } = await renderModel(model, file);
  const bytes = await writeFileInParts(place, (output) => output.write(content), { overwrite });
  return { path: place, bytes, notes };
}
