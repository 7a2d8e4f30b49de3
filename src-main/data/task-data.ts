/** What is known of the data of a task before a run loads it: whether it is there, its fields, and how much of it. */
import { knownCorpora } from '#spec/corpora';
import { datasetIdSchema } from '#spec/dataset';
import { isOfKind, WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { labelSetting } from '#spec/setting-label';
import { taskFields, type Task, type TaskOf } from '#spec/task';
import type { PartCounts, TaskData } from '#spec/task-data';
import { cutParts, readManifest } from './import/stored-dataset';
import { readTextTask, textFields } from './tasks/text';

type DataProblem = NonNullable<TaskData['problem']>;

/** Images of MNIST's files, and the bytes of one. */
const mnistImages = { train: 60_000, test: 10_000, bytes: 28 * 28 };
/** Bytes of a symbol of a text: its characters in UTF-16, and its class. */
const bytesPerSymbol = 4;
/**
 * Looks at the data of a task. Reads the manifest of a data set and the whole of a text, whose symbols are its fields.
 * What is missing or damaged is the `problem`; this throws only for faults of the program. `directory`: the project's
 * `datasets` folder; null where there is no project.
 */
export async function readTaskData(task: Task, directory: string | null): Promise<TaskData> {
  switch (task.kind) {
    case 'mnist':
      return available(task, mnistCounts(task.validation), mnistBytes());
    case 'counting':
      return available(task, null, mnistBytes());
    case 'spirals': {
      const { train, validation, test } = task;
      return available(task, { train, validation, test }, 0);
    }
    case 'dataset':
    case 'sequence':
      return orProblem(task, () => readDataset(task, directory));
    case 'text':
      return orProblem(task, () => readTextData(task, directory));
    default:
      return available(task, null, 0);
  }
}

function available(task: Task, counts: PartCounts | null, bytes: number): TaskData {
  return { fields: taskFields(task), counts, bytes, problem: null };
}

function mnistCounts(validation: number): PartCounts {
  const { train, test } = mnistImages;
  return { train: train - validation, validation, test };
}

function mnistBytes(): number {
  const { train, test, bytes } = mnistImages;
  return (train + test) * bytes;
}

async function orProblem(
  task: TaskOf<'dataset' | 'sequence' | 'text'>,
  read: () => Promise<TaskData>,
): Promise<TaskData> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof WorkbenchError)) throw error;
    const problem = error instanceof MissingData ? error.problem : describeFailure(task, error);
    return { fields: taskFields(task), counts: null, bytes: 0, problem };
  }
}

/** Data that are not there. */
class MissingData extends WorkbenchError {
  readonly problem: DataProblem;

  constructor(message: string, remedy: string) {
    super('notFound', message);
    this.problem = { setting: 'task.dataset', message, remedy };
  }
}

function describeFailure(
  task: TaskOf<'dataset' | 'sequence' | 'text'>,
  { message, details }: WorkbenchError,
): DataProblem {
  if (task.dataset !== undefined)
    return { setting: settingIn(details) ?? 'task.dataset', message, remedy: '' };
  const setting = settingIn(details) ?? 'task.train';
  return {
    setting,
    message,
    remedy: `Set '${labelSetting(setting, 'text')}' to a text file in UTF-8.`,
  };
}

/** The setting that the details of an error name, if they do. */
function settingIn(details: unknown): string | null {
  const namesSetting = typeof details === 'object' && details !== null && 'setting' in details;
  return namesSetting && typeof details.setting === 'string' ? details.setting : null;
}

async function readDataset(
  task: TaskOf<'dataset' | 'sequence'>,
  directory: string | null,
): Promise<TaskData> {
  const manifest = await readProjectManifest(task.dataset, directory);
  if (manifest.format === 'text')
    throw new WorkbenchError(
      'validation',
      `The data set ${quote(task.dataset)} is text, which has no examples. Choose another one, or the task 'text'.`,
    );
  if (task.kind === 'sequence' && manifest.mixed)
    throw new WorkbenchError(
      'validation',
      `The examples of ${quote(task.dataset)} were put in another order on import, so they are no sequence. Import it again with its order kept.`,
    );
  return {
    fields: taskFields(task, manifest.fields),
    counts: cutParts(manifest.counts, task, manifest.name),
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    problem: null,
  };
}

async function readProjectManifest(id: string, directory: string | null) {
  const isKnown = knownCorpora.some((corpus) => corpus.id === id);
  const command = isKnown ? `fetch ${id}` : 'import';
  if (!datasetIdSchema.safeParse(id).success)
    throw new MissingData(
      `${quote(id)} is not the id of a data set.`,
      'Ids have small letters, digits and hyphens.',
    );
  if (directory === null)
    throw new MissingData(
      `There is no project that holds the data set ${quote(id)}.`,
      `${isKnown ? 'Fetch' : 'Import'} it with \`npm run -s dni -- ${command}\`, or name another project with --project.`,
    );
  try {
    return await readManifest(directory, id);
  } catch (error) {
    if (!isOfKind(error, 'notFound')) throw error;
    throw new MissingData(
      `The data set ${quote(id)} is not in this project.`,
      isKnown
        ? `Fetch it in the Data view, or with \`npm run -s dni -- ${command} --project DIR\`.`
        : `Import it in the Data view under the id ${quote(id)}, or with \`npm run -s dni -- ${command} --project DIR\`.`,
    );
  }
}

async function readTextData(task: TaskOf<'text'>, directory: string | null): Promise<TaskData> {
  // Only its manifest tells whether a data set is missing or damaged.
  if (task.dataset !== undefined) await readProjectManifest(task.dataset, directory);
  const { vocabulary, symbols } = await readTextTask(task, directory);
  const counts = {
    train: symbols.train.length,
    validation: symbols.validation.length,
    test: symbols.test.length,
  };
  const total = counts.train + counts.validation + counts.test;
  return { fields: textFields(vocabulary), counts, bytes: bytesPerSymbol * total, problem: null };
}
