import { cutMissingParts } from '#spec/dataset';
import type { Experiment } from '#spec/experiment';
import { predictsNextRows, taskSchema, type Task } from '#spec/task';
import type { Dataset } from '../stores/datasets.svelte';

/** A model without a node that reads the data set. `empty`: what it has besides. */
export function startModelOn(dataset: Dataset, empty: Experiment): Experiment {
  return { ...empty, name: dataset.name, task: taskOn(dataset) };
}

/** A text is read as characters, rows with nothing to predict as a sequence, and all else as examples. */
function taskOn({ id, format, fields, counts }: Dataset): Task {
  if (format === 'text') return taskSchema.parse({ kind: 'text', dataset: id });
  const parts = cutMissingParts(counts);
  return taskSchema.parse(
    predictsNextRows(fields)
      ? { kind: 'sequence', dataset: id, fields, ahead: 1, ...parts }
      : { kind: 'dataset', dataset: id, fields, ...parts },
  );
}
