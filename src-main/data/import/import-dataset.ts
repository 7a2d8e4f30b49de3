import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetManifest, ImportRequest } from '#spec/dataset';
import { messageOf, WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { fieldsSchema, splitNames, type SplitName } from '#spec/task';
import { readCifar10Source } from './cifar10-source';
import { readCsvSource } from './csv-source';
import type { Column, Split } from '../dataset';
import { readIdxSource } from './idx-source';
import { readImagesSource } from './images-source';
import { readTextSource } from './text-source';
import { columnFile, manifestFile } from './imported';
import { readNpySource } from './npy-source';
import { textFile } from './text-file';
import type { SourceData } from './source-data';

/** What is to be written: the manifest's own part, and the files with their bytes. */
type Contents = Pick<DatasetManifest, 'fields' | 'counts' | 'scales' | 'symbols' | 'mixed'> & {
  files: { name: string; bytes: Buffer }[];
  description: string;
};

/** `fraction` of the work done, in [0, 1]; null where it cannot be known. */
export type ReportProgress = (fraction: number | null, message: string) => void;

/**
 * Imports foreign data into `<directory>/<id>`: a manifest and one file a column, raw little-endian
 * numbers, example after example (`train.image.u8`: numpy.fromfile reads it); of text, one file a part.
 * Everything is read and checked before anything is written, and the folder appears whole or not at all.
 * A directory given as a function is asked for then, so that it may be made for good data alone. Nothing
 * is written either where `report` throws. `origin` takes the place of the reader's own words on where it
 * came from. Throws a WorkbenchError that names the file, and the byte or line where it went wrong.
 */
export async function importDataset(
  request: ImportRequest,
  place: string | (() => Promise<string>),
  report: ReportProgress = () => undefined,
  origin?: string,
): Promise<DatasetManifest> {
  if (typeof place === 'string') await refuseTaken(place, request.id);
  report(null, 'Reading');
  const contents = await readContents(request, report);
  // What could not be read again must not be written.
  fieldsSchema.parse(contents.fields);
  report(null, 'Writing');
  const directory = typeof place === 'string' ? place : await place();
  await refuseTaken(directory, request.id);
  const folder = join(directory, request.id);
  const partial = join(directory, `.${request.id}.partial-${randomUUID()}`);
  try {
    await mkdir(partial, { recursive: true });
    const manifest = await writeAll(request, origin, contents, partial);
    await syncDirectory(partial);
    await rename(partial, folder);
    await syncDirectory(directory);
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined);
    if (error instanceof WorkbenchError) throw error;
    throw new WorkbenchError(
      'unavailable',
      `'${folder}' cannot be written (${messageOf(error)}). Nothing was imported; make room or choose another folder, and import again.`,
    );
  }
}

/** Throws `conflict` where there is a data set of that id. */
export async function refuseTaken(directory: string, id: string): Promise<void> {
  if (await stat(join(directory, id)).catch(() => null))
    throw new WorkbenchError(
      'conflict',
      `There is a data set '${id}' already. Choose another id, or remove it first.`,
    );
}

/** Removes an imported data set; the files it was made from are not touched. */
export async function removeDataset(directory: string, id: string): Promise<void> {
  const folder = join(directory, id);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id) || !(await stat(folder).catch(() => null)))
    throw new WorkbenchError('notFound', `There is no data set '${id}' in this project.`);
  const doomed = join(directory, `.${id}.removed`);
  await rm(doomed, { recursive: true, force: true });
  await rename(folder, doomed);
  await rm(doomed, { recursive: true, force: true });
}

async function readContents(request: ImportRequest, report: ReportProgress): Promise<Contents> {
  switch (request.format) {
    case 'idx':
      return columnContents(await readIdxSource(request));
    case 'cifar10':
      return columnContents(await readCifar10Source(request));
    case 'csv':
      return columnContents(await readCsvSource(request));
    case 'npy':
      return columnContents(await readNpySource(request));
    case 'images':
      return columnContents(await readImagesSource(request, report));
    case 'text': {
      const { parts, ...rest } = await readTextSource(request);
      const files = splitNames
        .filter((split) => parts[split].length > 0)
        .map((split) => ({ name: textFile(split), bytes: asBuffer(parts[split]) }));
      return { ...rest, files, fields: {}, scales: {} };
    }
  }
}

function columnContents({ fields, train, test, description, mixed }: SourceData): Contents {
  const files = (split: SplitName, part: Split | null): Contents['files'] =>
    Object.entries(part?.columns ?? {}).map(([field, column]) => ({
      name: columnFile(split, field, formatOf(column)),
      bytes: asBuffer(column.data),
    }));
  return {
    fields,
    counts: { train: train.count, validation: 0, test: test?.count ?? 0 },
    scales: Object.fromEntries(
      Object.entries(train.columns).flatMap(([field, column]) =>
        column.kind === 'values' ? [[field, column.scale]] : [],
      ),
    ),
    files: [...files('train', train), ...files('test', test)],
    description,
    ...(mixed && { mixed }),
  };
}

function asBuffer({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

async function writeAll(
  request: ImportRequest,
  origin: string | undefined,
  { files, description, ...contents }: Contents,
  folder: string,
): Promise<DatasetManifest> {
  const written: DatasetManifest['files'] = [];
  for (const { name, bytes } of files) {
    await writeSynced(join(folder, name), bytes);
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
  await writeSynced(
    join(folder, manifestFile),
    Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
  );
  return manifest;
}

function formatOf({ data }: Column): 'u8' | 'i32' | 'f32' {
  if (data instanceof Uint8Array) return 'u8';
  return data instanceof Int32Array ? 'i32' : 'f32';
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in the folder last. Windows cannot open folders and needs no such thing. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
