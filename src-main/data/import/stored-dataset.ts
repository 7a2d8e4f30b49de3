/** Reads imported data sets: `datasets/<id>/manifest.json` and the column files beside it. */
import { countNoun } from '#spec/count-noun';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readRaw } from '#files/read-bytes';
import { readJsonText } from '#files/read-json-text';
import { knownCorpora } from '#spec/corpora';
import { datasetIdSchema, datasetManifestSchema, type DatasetManifest } from '#spec/dataset';
import { isOfKind, messageOf, WorkbenchError } from '#spec/errors';
import { formatVersion } from '#spec/experiment';
import { explainIssues } from '#spec/explain-issues';
import { parseJson } from '#spec/parse-json';
import { quote } from '#spec/quote';
import { sizeFromShape } from '#spec/shapes';
import { splitNames, type SplitName, type TaskOf } from '#spec/task';
import type { PartCounts } from '#spec/task-data';
import { warnOfMissingClasses } from './missing-classes';
import { alignedBytes } from '../aligned-bytes';
import { emptySplit, sliceSplit, type Column, type Dataset, type Split } from '../dataset';

export const manifestFile = 'manifest.json';

/** Number formats of column files, all little-endian; they are the extensions of the files. */
export type NumberFormat = 'u8' | 'i32' | 'f32';
const numberArrays: Readonly<
  Record<string, typeof Uint8Array | typeof Int32Array | typeof Float32Array>
> = { u8: Uint8Array, i32: Int32Array, f32: Float32Array };

/** Name of the file that holds one field of a split, such as `train.image.u8`. */
export function columnFileName(split: SplitName, field: string, format: NumberFormat): string {
  return `${split}.${field}.${format}`;
}

/**
 * Reads `<directory>/<id>/manifest.json`. Throws a WorkbenchError: `notFound` where it is missing, `validation` where it
 * is damaged or of a newer version.
 */
export async function readManifest(directory: string, id: string): Promise<DatasetManifest> {
  if (!datasetIdSchema.safeParse(id).success)
    throw new WorkbenchError(
      'validation',
      `${quote(id)} cannot be a data set: ids have small letters, digits and hyphens.`,
    );
  const path = join(directory, id, manifestFile);
  let text: string;
  try {
    text = await readJsonText(path);
  } catch (error) {
    if (!isOfKind(error, 'notFound')) throw error;
    throw new WorkbenchError(
      'notFound',
      `The data set '${id}' is not in this project. ${
        knownCorpora.some((corpus) => corpus.id === id)
          ? `Fetch it in the Data view, or with \`npm run -s dni -- fetch ${id}\`.`
          : `Import it under the name '${id}'.`
      }`,
    );
  }
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw damaged(id, `'${manifestFile}' cannot be read, ${messageOf(error)}`);
  }
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > formatVersion)
    throw new WorkbenchError(
      'validation',
      `The data set '${id}' was imported by a newer program (version ${version}). Update this one to use it.`,
    );
  const parsed = datasetManifestSchema.safeParse(value);
  if (!parsed.success) {
    const [problem] = explainIssues(parsed.error.issues, value, datasetManifestSchema);
    throw damaged(id, `'${manifestFile}' does not fit its format: ${problem?.message ?? ''}`);
  }
  return parsed.data;
}

/** The manifests of all data sets that can be read, sorted by id. */
export async function listDatasets(directory: string): Promise<DatasetManifest[]> {
  const results = await readManifests(directory, await datasetNames(directory));
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** The folders of data sets whose manifest cannot be read, each with the reason. */
export async function findUnreadableDatasets(
  directory: string,
): Promise<{ path: string; message: string }[]> {
  const names = await datasetNames(directory);
  const results = await readManifests(directory, names);
  return results.flatMap((result, index) =>
    result.status === 'rejected'
      ? [{ path: join(directory, names[index] ?? ''), message: messageOf(result.reason) }]
      : [],
  );
}

function readManifests(
  directory: string,
  names: readonly string[],
): Promise<PromiseSettledResult<DatasetManifest>[]> {
  return Promise.allSettled(names.map((name) => readManifest(directory, name)));
}

/** The names of the folders that hold data sets, sorted; what the program itself puts aside begins with a dot. */
async function datasetNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && /^[a-z0-9]/.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

/**
 * Loads an imported data set. Splits that the source did not have are cut from the end of the training split: the last
 * `task.test` examples, and before them `task.validation` examples. `directory` is the project's `datasets` folder.
 * Throws a WorkbenchError: `notFound` where the data set is missing, `validation` where it is damaged or does not fit
 * the task.
 */
export async function loadImported(
  task: TaskOf<'dataset'>,
  directory: string | null,
): Promise<Dataset> {
  if (directory === null)
    throw new WorkbenchError(
      'notFound',
      `The data set ${quote(task.dataset)} needs a project to be in.`,
    );
  const manifest = await readManifest(directory, task.dataset);
  if (manifest.format === 'text')
    throw new WorkbenchError(
      'validation',
      `The data set ${quote(task.dataset)} is text, which has no examples. Use it with "task": { "kind": "text", "dataset": "${task.dataset}" }.`,
    );
  const folder = join(directory, task.dataset);
  const parts = {} as Record<SplitName, Split>;
  for (const name of splitNames) parts[name] = await readSplit(folder, manifest, name);
  const counts = cutParts(manifest.counts, task, manifest.name);
  const { train } = parts;
  const cut = (from: number, count: number): Split => sliceSplit(train, from, from + count);
  parts.train = cut(0, counts.train);
  if (task.validation) parts.validation = cut(counts.train, task.validation);
  if (task.test) parts.test = cut(train.count - task.test, task.test);
  return {
    name: manifest.name,
    fields: manifest.fields,
    splits: parts,
    warnings: warnOfMissingClasses(manifest.fields, parts),
  };
}

/**
 * How many examples each part has once the task has cut its own from the end of the training part. Throws `validation`
 * where the data has that part already or too few examples; the details name the setting.
 */
export function cutParts(
  counts: PartCounts,
  task: Pick<TaskOf<'dataset'>, 'validation' | 'test'>,
  dataset: string,
): PartCounts {
  const parts = { ...counts };
  for (const name of ['test', 'validation'] as const) {
    const count = task[name] ?? 0;
    if (count === 0) continue;
    const details = { setting: `task.${name}` };
    if (parts[name] > 0)
      throw new WorkbenchError(
        'validation',
        `${quote(dataset)} has a ${name} part of its own (${countNoun(parts[name] ?? 0, 'example')}). Remove 'task.${name}'.`,
        details,
      );
    if (count >= parts.train)
      throw new WorkbenchError(
        'validation',
        `'task.${name}' wants ${countNoun(count, 'example')}, but the training part of ${quote(dataset)} has ${parts.train}.`,
        details,
      );
    parts[name] = count;
    parts.train -= count;
  }
  return parts;
}

async function readSplit(
  folder: string,
  manifest: DatasetManifest,
  name: SplitName,
): Promise<Split> {
  const count = manifest.counts[name];
  if (count === 0) return emptySplit;
  const columns: Record<string, Column> = {};
  for (const [field, description] of Object.entries(manifest.fields)) {
    const file = manifest.files.find(({ name: fileName }) =>
      fileName.startsWith(`${name}.${field}.`),
    );
    if (!file) throw damaged(manifest.id, `the ${name} part has no file of ${quote(field)}`);
    const NumberArray = numberArrays[file.name.slice(name.length + field.length + 2)];
    if (!NumberArray)
      throw damaged(manifest.id, `${quote(file.name)} has an unknown number format`);
    const size = description.kind === 'label' ? 1 : sizeFromShape(description.shape);
    if (file.bytes !== count * size * NumberArray.BYTES_PER_ELEMENT)
      throw damaged(
        manifest.id,
        `${quote(file.name)} has ${file.bytes} bytes, which is not ${countNoun(count, 'example')} of ${size} numbers`,
      );
    const bytes = await readVerified(folder, manifest.id, file);
    const data = new NumberArray(bytes.buffer as ArrayBuffer, bytes.byteOffset, count * size);
    // TensorFlow ends a step that looks such a class up.
    if (description.kind === 'label' && data.some((label) => label >= description.classes))
      throw damaged(
        manifest.id,
        `${quote(file.name)} has labels beyond its ${description.classes} classes`,
      );
    columns[field] = (
      description.kind === 'label'
        ? { kind: 'label', classes: description.classes, data }
        : { kind: 'values', shape: description.shape, data, scale: manifest.scales[field] ?? 1 }
    ) as Column;
  }
  return { count, columns };
}

/** Reads a file of a data set. Throws `validation` where it is missing, or its size or checksum differs from the manifest. */
export async function readVerified(
  folder: string,
  id: string,
  file: DatasetManifest['files'][number],
): Promise<Uint8Array> {
  const bytes = await readRaw(join(folder, file.name), undefined, alignedBytes).catch(() => null);
  if (!bytes) throw damaged(id, `${quote(file.name)} is missing`);
  if (bytes.length !== file.bytes)
    throw damaged(
      id,
      bytes.length < file.bytes
        ? `${quote(file.name)} ends after byte ${bytes.length} of ${file.bytes}`
        : `${quote(file.name)} goes on after its ${file.bytes} bytes, to byte ${bytes.length}`,
    );
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256)
    throw damaged(id, `${quote(file.name)} is not as it was imported (its checksum differs)`);
  return bytes;
}

function damaged(id: string, what: string): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `The data set '${id}' is damaged: ${what.replace(/\.$/, '')}. Remove it and import it again.`,
  );
}
