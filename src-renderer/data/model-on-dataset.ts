import type { Experiment } from '#spec/experiment';
import { predictsNextRows, taskSchema, type Task } from '#spec/task';
import type { Dataset } from '../stores/datasets.svelte';

/** The share of the training part that is cut from its end for a part that the data does not have. */
const cutFraction = 0.1;

/** A model without a node that reads the data set. `empty`: what it has besides. */
export function startModelOn(dataset: Dataset, empty: Experiment): Experiment {
  return { ...empty, name: dataset.name, task: taskOn(dataset) };
}

/** A text is read as characters, rows with nothing to predict as a sequence, and all else as examples. */
function taskOn({ id, format, fields, counts }: Dataset): Task {
  if (format === 'text') return taskSchema.parse({ kind: 'text', dataset: id });
  const cut = Math.floor(counts.train * cutFraction);
  const parts = {
    ...(counts.validation === 0 && cut > 0 && { validation: cut }),
    ...(counts.test === 0 && cut > 0 && { test: cut }),
  };
  return taskSchema.parse(
    predictsNextRows(fields)
      ? { kind: 'sequence', dataset: id, fields, ahead: 1, ...parts }
      : { kind: 'dataset', dataset: id, fields, ...parts },
  );
}
