/** Which data a task reads: the checksums that a run records, and compares when it is resumed. */
import { createHash } from 'node:crypto';
import { expandHome } from '#files/full-path';
import { readBytes } from '#files/read-bytes';
import { listDifferingFiles } from '#spec/data-files';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { DataFile } from '#spec/run';
import { taskFiles, type Task } from '#spec/task';
import { readManifest } from './import/stored-dataset';

/** The details of the error for other data, by which the window offers to go on all the same. */
export const otherDataDetails = { reason: 'otherData' } as const;

/**
 * The files that a task reads with their SHA-256; empty where its data is generated or part of the program. The files of an imported data set
 * are verified against its manifest when they are loaded, so those checksums are taken from there; the entry
 * `fields and scales` stands for what else decides the numbers, class names among them. Throws a WorkbenchError:
 * `notFound` where the data are missing, `validation` where the manifest is damaged. `datasets`: the project's folder of
 * data sets; null where there is no project.
 */
export async function identifyData(task: Task, datasets: string | null): Promise<DataFile[]> {
  switch (task.kind) {
    case 'dataset':
    case 'sequence':
      return identifyDataset(datasets, task.dataset);
    case 'text':
      return task.dataset === undefined
        ? Promise.all(taskFiles(task).map(identifyFile))
        : identifyDataset(datasets, task.dataset);
    default:
      return [];
  }
}

const adviceToResume =
  'Bring the former data back, start a new run, or resume with the other data on purpose (command line: --accept-other-data).';

/**
 * Throws `conflict`, with `otherDataDetails`, where the files are not those that the run was trained on. `recorded`:
 * empty where that is not known; `advice`: the sentence that says how to mend it.
 */
export function assertSameData(
  task: Task,
  recorded: readonly DataFile[],
  current: readonly DataFile[],
  advice = adviceToResume,
): void {
  const difference = recorded.length === 0 ? null : describeDifference(recorded, current);
  if (difference === null) return;
  const what =
    'dataset' in task && task.dataset !== undefined
      ? `The data set ${quote(task.dataset)} is`
      : 'The data of the task are';
  throw new WorkbenchError(
    'conflict',
    `${what} not what the run was trained on: ${difference}. ${advice}`,
    otherDataDetails,
  );
}

/** The first file that differs, as the end of a sentence; null where none does. */
export function describeDifference(
  recorded: readonly DataFile[],
  current: readonly DataFile[],
): string | null {
  const [file] = listDifferingFiles(recorded, current);
  if (!file) return null;
  const { name, before, now } = file;
  if (before === undefined) return `it has the file ${quote(name)} in addition`;
  if (now === undefined) return `it has no file ${quote(name)} any more`;
  return name === manifestEntry
    ? 'its fields, class names or scales are others'
    : `the SHA-256 of ${quote(name)} is ${shorten(now)}, and was ${shorten(before)}`;
}

const manifestEntry = 'fields and scales';

async function identifyDataset(directory: string | null, id: string): Promise<DataFile[]> {
  if (directory === null) return [];
  const { fields, scales, files } = await readManifest(directory, id);
  return [
    ...files.map(({ name, sha256 }) => ({ name, sha256 })),
    { name: manifestEntry, sha256: sha256Of(JSON.stringify({ fields, scales })) },
  ];
}

/** By the content, unpacked where the file is gzipped. */
async function identifyFile(path: string): Promise<DataFile> {
  return { name: path, sha256: sha256Of(await readBytes(expandHome(path))) };
}

function sha256Of(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

function shorten(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}
