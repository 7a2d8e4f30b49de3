import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetManifest, ImportRequest } from '#spec/dataset';
import { WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import type { SplitName } from '#spec/task';
import { readCifar10Source } from './cifar10-source';
import { readCsvSource } from './csv-source';
import type { Column, Split } from './dataset';
import { readIdxSource } from './idx-source';
import { readImagesSource } from './images-source';
import { columnFile, manifestFile } from './imported';
import type { SourceData } from './source';

/** `fraction` of the work done, in [0, 1]; null where it cannot be known. */
export type ReportProgress = (fraction: number | null, message: string) => void;

/**
 * Imports foreign data into `<directory>/<id>`: a manifest and one file a column, raw little-endian
 * numbers, example after example (`train.image.u8`: numpy.fromfile reads it). Everything is read and
 * checked before anything is written, and the folder appears whole or not at all. Throws a
 * WorkbenchError that names the file, and the byte or line where it went wrong.
 */
export async function importDataset(
  request: ImportRequest,
  directory: string,
  report: ReportProgress = () => undefined,
): Promise<DatasetManifest> {
  const folder = join(directory, request.id);
  if (await stat(folder).catch(() => null))
    throw new WorkbenchError(
      'conflict',
      `There is a data set '${request.id}' already. Choose another id, or remove it first.`,
    );
  report(null, 'Reading');
  const source = await readSource(request, report);
  report(null, 'Writing');
  const partial = join(directory, `.${request.id}.partial`);
  await rm(partial, { recursive: true, force: true });
  try {
    await mkdir(partial, { recursive: true });
    const manifest = await writeAll(request, source, partial);
    await rename(partial, folder);
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
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

function readSource(request: ImportRequest, report: ReportProgress): Promise<SourceData> {
  switch (request.format) {
    case 'idx':
      return readIdxSource(request);
    case 'cifar10':
      return readCifar10Source(request);
    case 'csv':
      return readCsvSource(request);
    case 'images':
      return readImagesSource(request, report);
  }
}

async function writeAll(
  request: ImportRequest,
  source: SourceData,
  folder: string,
): Promise<DatasetManifest> {
  const files: DatasetManifest['files'] = [];
  const write = async (split: SplitName, part: Split | null): Promise<void> => {
    for (const [field, column] of Object.entries(part?.columns ?? {})) {
      const { buffer, byteOffset, byteLength } = column.data;
      const bytes = Buffer.from(buffer, byteOffset, byteLength);
      const name = columnFile(split, field, formatOf(column));
      await writeSynced(join(folder, name), bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      files.push({ name, bytes: bytes.length, sha256 });
    }
  };
  await write('train', source.train);
  await write('test', source.test);
  const manifest: DatasetManifest = {
    version: formatVersion,
    id: request.id,
    name: request.name ?? request.id,
    format: request.format,
    fields: source.fields,
    counts: { train: source.train.count, validation: 0, test: source.test?.count ?? 0 },
    scales: Object.fromEntries(
      Object.entries(source.train.columns).flatMap(([field, column]) =>
        column.kind === 'values' ? [[field, column.scale]] : [],
      ),
    ),
    files,
    source: source.description,
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
