import { WorkbenchError } from '#spec/errors';
import { isSequential, type Task } from '#spec/task';
import type { DataPlaces } from './data-places';
import type { Dataset } from './dataset';
import { loadImported } from './import/imported';
import { loadTicks } from './load-ticks';
import { loadMnist } from './tasks/mnist';
import { makeSpirals } from './tasks/spirals';
import type { TickDataset } from './streams/tick-dataset';

/** The data of any task: a set of examples, or streams of ticks. Throws a WorkbenchError as both do. */
export function loadTask(task: Task, places: DataPlaces): Promise<Dataset | TickDataset> {
  return isSequential(task) ? loadTicks(task, places) : loadSet(task, places);
}

/**
 * The data of a task that is a set of examples, all parts in memory. Throws a WorkbenchError where it is
 * missing or damaged, or where nothing is left to train on.
 */
export async function loadSet(task: Task, places: DataPlaces): Promise<Dataset> {
  const dataset = await loadParts(task, places);
  if (dataset.splits.train.count === 0)
    throw new WorkbenchError(
      'validation',
      `The training part of '${dataset.name}' is empty. Leave more examples to it: lower the task's validation and test counts.`,
    );
  return dataset;
}

function loadParts(task: Task, places: DataPlaces): Promise<Dataset> | Dataset {
  switch (task.kind) {
    case 'mnist':
      return loadMnist(task, places.resources);
    case 'spirals':
      return makeSpirals(task);
    case 'dataset':
      return loadImported(task, places.datasets);
    default:
      throw new Error(`the task '${task.kind}' is a stream of ticks`);
  }
}
