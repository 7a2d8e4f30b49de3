import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDirectory } from '#files/durable-write';
import { createDirectory, removeDirectory, type WriteFile } from '#files/replace-directory';
import type { DatasetManifest, ImportRequest } from '#spec/dataset';
import { isOfKind, WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { formatVersion } from '#spec/experiment';
import { fieldsSchema, splitNames } from '#spec/task';
import { readCifar10Source } from './cifar10-source';
import { readCsvSource } from './csv-source';
import { scalesOf, type Column } from '../dataset';
import { readIdxSource } from './idx-source';
import { readImagesSource } from './images-source';
import { readTextSource } from './text-source';
import { columnFileName, manifestFile } from './stored-dataset';
import { readNpySource } from './npy-source';
import { textFileName } from './text-file';
import type { SourceData } from './source-data';
import { mapParts, validateSource } from './validate-source';

/** The data to write: a part of the manifest, and the files with their bytes. */
type Contents = Omit<
  DatasetManifest,
  'version' | 'id' | 'name' | 'format' | 'files' | 'source' | 'created'
> & {
  files: { name: string; bytes: Buffer }[];
  description: string;
};

/** `fraction`: the work done, in [0, 1]; null where it is not known. */
export type ReportProgress = (fraction: number | null, message: string) => void;

/**
 * Imports a user's data into `<datasets>/<id>`: a manifest, and for each split and field one file of raw little-endian
 * numbers, one example after the other (numpy.fromfile reads `train.image.u8`); for text, one file for each split.
 * Everything is read and checked before anything is written, and the folder appears complete or not at all.
 *
 * `datasets` is the project's `datasets` folder; as a function it is called only once the data are checked, so that it
 * can create the project. Nothing is written if `report` throws. `origin` replaces the description of the origin that
 * the reader gives. Throws a WorkbenchError that names the file, and the byte or the line: `notFound` or `validation`
 * for the data, `conflict` where the id is taken, `unavailable` where the folder cannot be written. Example:
 *
 *     await importDataset({ format: 'cifar10', id: 'cifar10', directory: 'cifar-10-batches-bin' }, datasets);
 */
export async function importDataset(
  request: ImportRequest,
  datasets: string | (() => Promise<string>),
  report: ReportProgress = () => undefined,
  origin?: string,
): Promise<DatasetManifest> {
  if (typeof datasets === 'string') await assertIdIsFree(datasets, request.id);
  report(null, 'Reading');
  const contents = await readSource(request, report);
  // Checks that the fields can be read again.
  fieldsSchema.parse(contents.fields);
  report(null, 'Writing');
  const directory = typeof datasets === 'string' ? datasets : await datasets();
  await assertIdIsFree(directory, request.id);
  const folder = join(directory, request.id);
  try {
    await ensureDirectory(directory);
    return await createDirectory(folder, (write) => writeFiles(request, origin, contents, write));
  } catch (error) {
    if (!isOfKind(error, 'unavailable')) throw error;
    throw new WorkbenchError(
      'unavailable',
      `Nothing was imported. ${error.message}`,
      error.details,
    );
  }
}

/** Throws `conflict` where the folder of data sets has one of this id. */
export async function assertIdIsFree(directory: string, id: string): Promise<void> {
  if (await stat(join(directory, id)).catch(() => null))
    throw new WorkbenchError(
      'conflict',
      `There is a data set '${id}' already. Choose another id, or remove it first.`,
    );
}

/** Removes an imported data set; the files that it was imported from stay. Throws `notFound`. */
export async function removeDataset(directory: string, id: string): Promise<void> {
  const folder = join(directory, id);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id) || !(await stat(folder).catch(() => null)))
    throw new WorkbenchError('notFound', `There is no data set ${quote(id)} in this project.`);
  await removeDirectory(folder);
}

async function readSource(request: ImportRequest, report: ReportProgress): Promise<Contents> {
  switch (request.format) {
    case 'idx':
      return contentsOfColumns(await readIdxSource(request));
    case 'cifar10':
      return contentsOfColumns(await readCifar10Source(request));
    case 'csv':
      return contentsOfColumns(await readCsvSource(request));
    case 'npy':
      return contentsOfColumns(await readNpySource(request));
    case 'images':
      return contentsOfColumns(await readImagesSource(request, report));
    case 'text': {
      const { parts, ...rest } = await readTextSource(request);
      const files = splitNames
        .filter((split) => parts[split].length > 0)
        .map((split) => ({ name: textFileName(split), bytes: asBuffer(parts[split]) }));
      return { ...rest, files, fields: {}, scales: {} };
    }
  }
}

function contentsOfColumns(source: SourceData): Contents {
  const { parts, classCounts, warnings: found } = validateSource(source);
  const { fields, description, mixed, columns, scaling, notes = [], warnings = [] } = source;
  const allWarnings = [...warnings, ...found];
  return {
    description,
    fields,
    counts: mapParts(parts, ({ count }) => count),
    scales: scalesOf(parts.train.columns),
    ...(mixed && { mixed }),
    ...(Object.keys(classCounts).length > 0 && { classCounts }),
    ...(columns && { columns }),
    ...(scaling && { scaling }),
    ...(notes.length > 0 && { notes }),
    ...(allWarnings.length > 0 && { warnings: allWarnings }),
    files: splitNames.flatMap((split) =>
      Object.entries(parts[split].columns).map(([field, column]) => ({
        name: columnFileName(split, field, formatOf(column)),
        bytes: asBuffer(column.data),
      })),
    ),
  };
}

function asBuffer({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

async function writeFiles(
  request: ImportRequest,
  origin: string | undefined,
  { files, description, ...contents }: Contents,
  write: WriteFile,
): Promise<DatasetManifest> {
  const written: DatasetManifest['files'] = [];
  for (const { name, bytes } of files) {
    await write(name, bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    written.push({ name, bytes: bytes.length, sha256 });
  }
  const manifest: DatasetManifest = {
    version: formatVersion,
    id: request.id,
    name: request.name ?? request.id,
    format: request.format,
    ...contents,
    files: written,
    source: origin ?? description,
    created: new Date().toISOString(),
  };
  await write(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function formatOf({ data }: Column): 'u8' | 'i32' | 'f32' {
  if (data instanceof Uint8Array) return 'u8';
  return data instanceof Int32Array ? 'i32' : 'f32';
}
