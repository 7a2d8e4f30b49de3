import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { isSequential, type Task } from '#spec/task';
import type { DataDirectories } from './data-directories';
import type { Dataset } from './dataset';
import { loadImported } from './import/stored-dataset';
import { loadTicks } from './load-ticks';
import { loadMnist } from './tasks/mnist';
import { makeSpirals } from './tasks/spirals';
import type { TickDataset } from './streams/tick-dataset';

/**
 * Loads the data of any task: a set of examples or streams of ticks. Throws a WorkbenchError as `loadExamples` and
 * `loadTicks` do. Example:
 *
 *     const data = await loadTask({ kind: 'mnist', validation: 5000 }, { resources, datasets: null });
 */
export function loadTask(task: Task, directories: DataDirectories): Promise<Dataset | TickDataset> {
  return isSequential(task) ? loadTicks(task, directories) : loadExamples(task, directories);
}

/**
 * Loads all splits of a task that is a set of examples into memory. Throws a WorkbenchError: `notFound` where the data
 * are missing, `validation` where they are damaged or the training split is empty.
 */
export async function loadExamples(task: Task, directories: DataDirectories): Promise<Dataset> {
  const dataset = await loadDataset(task, directories);
  if (dataset.splits.train.count === 0)
    throw new WorkbenchError(
      'validation',
      `The training part of ${quote(dataset.name)} is empty. Leave more examples to it: lower the task's validation and test counts.`,
    );
  return dataset;
}

function loadDataset(task: Task, directories: DataDirectories): Promise<Dataset> | Dataset {
  switch (task.kind) {
    case 'mnist':
      return loadMnist(task, directories.resources);
    case 'spirals':
      return makeSpirals(task);
    case 'dataset':
      return loadImported(task, directories.datasets);
    default:
      throw new Error(`the task '${task.kind}' is a stream of ticks`);
  }
}
