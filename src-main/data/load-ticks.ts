import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import type { Task } from '#spec/task';
import { bracketsTicks } from './tasks/brackets';
import { copyTicks, repeatCopyTicks } from './tasks/copy';
import { countingTicks } from './tasks/counting';
import type { DataDirectories } from './data-directories';
import { loadImported, readManifest } from './import/stored-dataset';
import { reberTicks } from './tasks/reber';
import { recallTicks } from './tasks/recall';
import { sequenceDataset } from './tasks/sequence';
import { readTextTask, textTicks } from './tasks/text';
import type { TickDataset } from './streams/tick-dataset';

/**
 * Loads the data of a task that is a stream of ticks. Throws a WorkbenchError: `notFound` where the data are missing,
 * `validation` where they are damaged or do not fit the task.
 */
export async function loadTicks(task: Task, directories: DataDirectories): Promise<TickDataset> {
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
      return textTicks(await readTextTask(task, directories.datasets), task);
    case 'counting':
      return countingTicks(task, directories.resources);
    case 'sequence': {
      const { dataset, validation, test } = task;
      await assertFileOrder(dataset, directories.datasets);
      return sequenceDataset(
        task,
        await loadImported({ kind: 'dataset', dataset, validation, test }, directories.datasets),
      );
    }
    default:
      throw new Error(`the task '${task.kind}' is a set of examples`);
  }
}

/** Throws where the examples were shuffled on import: then their order is no sequence. */
async function assertFileOrder(dataset: string, directory: string | null): Promise<void> {
  if (directory === null || !(await readManifest(directory, dataset)).mixed) return;
  throw new WorkbenchError(
    'validation',
    `The examples of ${quote(dataset)} were put in another order on import, so they are no sequence. CSV and NPY files can be imported with their order kept: --keep-order.`,
  );
}
