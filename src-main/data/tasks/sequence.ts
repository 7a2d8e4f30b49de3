import { countNoun } from '#spec/count-noun';
import { findMisfit, findShortPart } from '#spec/check-sequence';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import {
  isImportedTarget,
  predictsNextRows,
  splitNames,
  taskFields,
  type TaskOf,
} from '#spec/task';
import type { Dataset, Split } from '../dataset';
import { continuousStream, fixedLengthStream, type WriteRecord } from '../streams/ordered-examples';
import type { TickDataset, ValueTable } from '../streams/tick-dataset';

/** A field of the task, and the column of the data set that it is read from. */
interface SequenceField {
  name: string;
  column: string;
  isTarget: boolean;
}

/**
 * Imported examples, in their order, as the ticks of sequences. The targets are the labels and the value fields that
 * are to be predicted, or else `next`, the features. They are taken from the example that is `task.ahead` examples after
 * the one whose inputs are read. Throws `validation` where a split is too short for the sequences that the task wants.
 */
export function sequenceDataset(task: TaskOf<'sequence'>, dataset: Dataset): TickDataset {
  const fields = taskFields(task, dataset.fields) ?? dataset.fields;
  const nextRows = predictsNextRows(dataset.fields);
  const columns = Object.entries(fields).map(([name, field]): SequenceField => {
    const isNext = nextRows && name === 'next';
    return {
      name,
      column: isNext ? 'features' : name,
      isTarget: isNext || isImportedTarget(name, field),
    };
  });
  const counts = splitNames.map((split) => dataset.splits[split].count);
  assertFits(task, dataset);
  const byColumn = new Map(
    Object.keys(dataset.fields).map((column) => [column, concatenateSplits(dataset, column)]),
  );
  const tables = Object.fromEntries(
    columns.flatMap(({ name, column }) => {
      const table = byColumn.get(column);
      return table ? [[name, table]] : [];
    }),
  );
  return {
    name: dataset.name,
    fields,
    tables,
    targets: columns.flatMap(({ name, isTarget }) => (isTarget && name in tables ? [name] : [])),
    hasSequences: task.length !== undefined,
    open(split, options) {
      const examples = dataset.splits[split];
      if (examples.count === 0) return null;
      const before = counts.slice(0, splitNames.indexOf(split));
      const start = before.reduce((sum, count) => sum + count, 0);
      const { length, asked, ahead } = task;
      const count = examples.count - ahead;
      const write = createWriter(examples, columns, start, ahead);
      if (length !== undefined) {
        const stride = task.stride ?? length;
        return fixedLengthStream({ split, count, write, length, stride, asked }, options);
      }
      if (split === 'train' && count < options.rows)
        throw new WorkbenchError(
          'validation',
          `The training part of ${quote(dataset.name)} has ${countNoun(examples.count, 'example')}, too few for a batch of ${countNoun(options.rows, 'stream')}${aheadText(ahead)}. Lower 'Batch', or set 'Length'.`,
        );
      return continuousStream({ split, count, write }, options);
    },
  };
}

/** The values of all splits in one table; null where the field is a label. */
function concatenateSplits({ splits }: Dataset, name: string): ValueTable | null {
  const columns = splitNames.flatMap((split) => {
    const column = splits[split].columns[name];
    return column?.kind === 'values' ? [column] : [];
  });
  const [first] = columns;
  if (!first) return null;
  const data = new Float32Array(columns.reduce((sum, column) => sum + column.data.length, 0));
  let at = 0;
  for (const column of columns) {
    data.set(column.data, at);
    at += column.data.length;
  }
  return { ...first, data };
}

/** Writes records of these examples. `start`: the first row of the split in the tables. */
function createWriter(
  { columns }: Split,
  sequenceFields: readonly SequenceField[],
  start: number,
  ahead: number,
): WriteRecord {
  const fields = sequenceFields.map(({ column: name, isTarget }) => {
    const column = columns[name];
    return { labels: column?.kind === 'label' ? column.data : null, isTarget };
  });
  return (into, at, { example, begins, hasTarget }) => {
    let offset = at;
    into[offset++] = begins ? 1 : 0;
    for (const field of fields) {
      const from = (example ?? 0) + (field.isTarget ? ahead : 0);
      if (example === null || (field.isTarget && !hasTarget)) into[offset++] = -1;
      else into[offset++] = field.labels ? (field.labels[from] ?? -1) : start + from;
    }
    return offset;
  };
}

function assertFits(task: TaskOf<'sequence'>, { splits }: Dataset): void {
  const { train, validation, test } = splits;
  const counts = { train: train.count, validation: validation.count, test: test.count };
  const problem = findMisfit(task) ?? findShortPart(task, counts);
  if (problem) throw new WorkbenchError('validation', `${problem.message} ${problem.remedy}`);
}

function aheadText(ahead: number): string {
  return ahead > 0 ? ` with targets ${ahead} ahead` : '';
}
