import { WorkbenchError } from '#spec/errors';
import type { Fields, Task } from '#spec/task';
import { bracketsTicks } from './tasks/brackets';
import { copyTicks, repeatCopyTicks } from './tasks/copy';
import { countingTicks } from './tasks/counting';
import type { DataPlaces } from './data-places';
import { loadImported, readManifest } from './import/imported';
import { reberTicks } from './tasks/reber';
import { recallTicks } from './tasks/recall';
import { sequenceDataset } from './tasks/sequence';
import { readTextTask, readVocabulary, textFields, textTicks } from './tasks/text';
import type { TickDataset } from './streams/tick-dataset';

/** The data of a task that is a stream of ticks. Throws a WorkbenchError where it is missing or damaged. */
export async function loadTicks(task: Task, places: DataPlaces): Promise<TickDataset> {
  switch (task.kind) {
    case 'recall':
      return recallTicks(task);
    case 'copy':
      return copyTicks(task);
    case 'repeatCopy':
      return repeatCopyTicks(task);
    case 'reber':
      return reberTicks(task);
    case 'brackets':
      return bracketsTicks(task);
    case 'text':
      return textTicks(await readTextTask(task, places.datasets), task);
    case 'counting':
      return countingTicks(task, places.resources);
    case 'sequence': {
      const { dataset, validation, test } = task;
      await refuseMixed(dataset, places.datasets);
      return sequenceDataset(
        task,
        await loadImported({ kind: 'dataset', dataset, validation, test }, places.datasets),
      );
    }
    default:
      throw new Error(`the task '${task.kind}' is a set of examples`);
  }
}

/** Examples in an order of chance are no sequence. */
async function refuseMixed(dataset: string, directory: string | null): Promise<void> {
  if (directory === null || !(await readManifest(directory, dataset)).mixed) return;
  throw new WorkbenchError(
    'validation',
    `The examples of '${dataset}' were put in another order on import, so they are no sequence. CSV and NPY files can be imported with their order kept: --keep-order.`,
  );
}

/**
 * The fields that only the data know: of an imported data set, or the classes of a text's vocabulary.
 * `directory`: the project's data sets. Throws a WorkbenchError where the data are missing.
 */
export async function fieldsFromData(
  task: Task,
  directory: string | null,
): Promise<Fields | undefined> {
  if (task.kind === 'text') return textFields((await readVocabulary(task, directory)).vocabulary);
  if (task.kind !== 'dataset' && task.kind !== 'sequence') return undefined;
  return directory === null ? undefined : (await readManifest(directory, task.dataset)).fields;
}
