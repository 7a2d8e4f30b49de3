import { WorkbenchError } from '#spec/errors';
import type { SplitName, TaskOf } from '#spec/task';
import type { Dataset, Split } from './dataset';
import type { OpenOptions, TickDataset, TickSource, ValueTable } from './ticks';

/** Where a stream is: the sequence each row reads, the tick in it, and how many were begun. */
interface SavedPlace {
  rows: { sequence: number; tick: number }[];
  begun: number;
}

/**
 * Imported examples, in their order, as the ticks of sequences. Labels are targets; so are values that the
 * examples after them are to be predicted from (`ahead`), by the field's name in the model's losses.
 */
export function sequenceTicks(task: TaskOf<'sequence'>, dataset: Dataset): TickDataset {
  const names = Object.keys(dataset.fields);
  const tables: Record<string, ValueTable> = {};
  for (const name of names) {
    const columns = (['train', 'validation', 'test'] as const).map(
      (split) => dataset.splits[split].columns[name],
    );
    const [first] = columns;
    if (first?.kind !== 'values') continue;
    const parts = columns.flatMap((column) => (column?.kind === 'values' ? [column.data] : []));
    const data = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      data.set(part, at);
      at += part.length;
    }
    tables[name] = { ...first, data };
  }
  const counts = { train: 0, validation: 0, test: 0 };
  let total = 0;
  const starts = { ...counts };
  for (const split of ['train', 'validation', 'test'] as const) {
    starts[split] = total;
    counts[split] = dataset.splits[split].count;
    total += counts[split];
  }
  return {
    name: dataset.name,
    fields: dataset.fields,
    tables,
    targets: names.filter((name) => name in tables && isTarget(name)),
    hasSequences: task.length !== undefined,
    open: (split, options) =>
      counts[split] === 0
        ? null
        : streamOf(task, dataset.splits[split], starts[split], names, tables, split, options),
  };
}

/** CSV and NPY imports call numbers to be predicted `value`. */
function isTarget(name: string): boolean {
  return name === 'value' || name === 'target' || name === 'y';
}

function streamOf(
  task: TaskOf<'sequence'>,
  split: Split,
  start: number,
  names: readonly string[],
  tables: Readonly<Record<string, ValueTable>>,
  part: SplitName,
  { batch }: OpenOptions,
): TickSource {
  const { ahead, asked } = task;
  const length = task.length ?? Math.floor((split.count - ahead) / batch);
  const stride = task.stride ?? length;
  const sequences = Math.floor((split.count - ahead - length) / Math.max(1, stride)) + 1;
  if (length < 1 || sequences < 1)
    throw new WorkbenchError(
      'validation',
      `The ${part} part has ${split.count} examples, too few for a sequence of ${Math.max(1, length)} ticks${ahead > 0 ? ` and ${ahead} ahead` : ''}. Lower task.length or training.batch.`,
    );
  const isTest = part !== 'train';
  let begun = batch;
  const rows = Array.from({ length: batch }, (_, row) => ({ sequence: row, tick: 0 }));
  const ticks = isTest ? Math.ceil(sequences / batch) * length : null;
  return {
    ticks,
    curriculum: null,
    next(into, at) {
      let place = at;
      for (const row of rows) {
        if (row.tick === length) {
          row.sequence = begun++;
          row.tick = 0;
        }
        const isOver = isTest && row.sequence >= sequences;
        const example = (row.sequence % sequences) * stride + row.tick;
        const isAsked = asked === 'all' || row.tick === length - 1;
        into[place++] = task.length !== undefined && row.tick === 0 ? 1 : 0;
        for (const name of names) {
          const column = split.columns[name];
          const isTargetField = column?.kind === 'label' || isTarget(name);
          const from = example + (isTargetField ? ahead : 0);
          if (isOver || (isTargetField && !isAsked)) into[place++] = -1;
          else if (column?.kind === 'label') into[place++] = column.data[from] ?? -1;
          else into[place++] = name in tables ? start + from : -1;
        }
        row.tick += 1;
      }
    },
    state: (): SavedPlace => ({ rows: rows.map((row) => ({ ...row })), begun }),
    restore(state) {
      const saved = state as SavedPlace;
      begun = saved.begun;
      saved.rows.forEach((row, index) => {
        rows[index] = { ...row };
      });
    },
  };
}
