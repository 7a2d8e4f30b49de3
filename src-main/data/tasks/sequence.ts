import { WorkbenchError } from '#spec/errors';
import { splitNames, type SplitName, type TaskOf } from '#spec/task';
import type { Dataset, Split } from '../dataset';
import { wholeStream, windowStream, type WriteRecord } from '../streams/sequence-streams';
import type { TickDataset, ValueTable } from '../streams/tick-dataset';

/**
 * Imported examples, in their order, as the ticks of sequences. Labels and the numbers to be predicted are
 * targets, taken from the example `ahead` of the one whose inputs are seen. Throws a WorkbenchError where a
 * part is too short for the sequences asked for.
 */
export function sequenceDataset(task: TaskOf<'sequence'>, dataset: Dataset): TickDataset {
  refuseWithoutLength(task);
  const names = Object.keys(dataset.fields);
  const counts = splitNames.map((split) => dataset.splits[split].count);
  splitNames.forEach((split, index) => refuseShort(task, split, counts[index] ?? 0));
  const tables = Object.fromEntries(
    names.flatMap((name) => {
      const table = joined(dataset, name);
      return table ? [[name, table]] : [];
    }),
  );
  return {
    name: dataset.name,
    fields: dataset.fields,
    tables,
    targets: names.filter((name) => name in tables && isTarget(name)),
    hasSequences: task.length !== undefined,
    open(part, options) {
      const split = dataset.splits[part];
      if (split.count === 0) return null;
      const before = counts.slice(0, splitNames.indexOf(part));
      const start = before.reduce((sum, count) => sum + count, 0);
      const { length, asked, ahead } = task;
      const places = split.count - ahead;
      const write = writerOf(split, names, start, ahead);
      if (length !== undefined) {
        const stride = task.stride ?? length;
        return windowStream({ part, places, write, length, stride, asked }, options);
      }
      if (part === 'train' && places < options.batch)
        throw new WorkbenchError(
          'validation',
          `The training part of '${dataset.name}' has ${split.count} examples, too few for a batch of ${options.batch} streams${aheadText(ahead)}. Lower training.batch, or set task.length.`,
        );
      return wholeStream({ part, places, write }, options);
    },
  };
}

/** CSV and NPY imports call numbers to be predicted `value`. */
function isTarget(name: string): boolean {
  return name === 'value' || name === 'target' || name === 'y';
}

/** The values of all parts in one table; null where the field is a label. */
function joined({ splits }: Dataset, name: string): ValueTable | null {
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

/** `start`: the part's first row in the tables. */
function writerOf(
  { columns }: Split,
  names: readonly string[],
  start: number,
  ahead: number,
): WriteRecord {
  const fields = names.map((name) => {
    const column = columns[name];
    const labels = column?.kind === 'label' ? column.data : null;
    return { labels, isTarget: labels !== null || isTarget(name) };
  });
  return (into, at, { example, begins, isAsked }) => {
    let place = at;
    into[place++] = begins ? 1 : 0;
    for (const field of fields) {
      const from = (example ?? 0) + (field.isTarget ? ahead : 0);
      if (example === null || (field.isTarget && !isAsked)) into[place++] = -1;
      else into[place++] = field.labels ? (field.labels[from] ?? -1) : start + from;
    }
    return place;
  };
}

function refuseWithoutLength({ length, stride, asked }: TaskOf<'sequence'>): void {
  if (length !== undefined) return;
  if (asked === 'last')
    throw new WorkbenchError(
      'validation',
      "task.asked is 'last', but without task.length all is one stream, which has no sequences that end. Set task.length, or ask at all ticks.",
    );
  if (stride !== undefined)
    throw new WorkbenchError(
      'validation',
      'task.stride tells where sequences begin, but without task.length all is one stream. Set task.length too, or leave out the stride.',
    );
}

function refuseShort({ length, ahead }: TaskOf<'sequence'>, part: SplitName, count: number): void {
  if (count === 0 || count - ahead >= (length ?? 1)) return;
  const wish = length === undefined ? 'a stream' : `a sequence of ${length} ticks`;
  throw new WorkbenchError(
    'validation',
    `The ${part} part has ${count} examples, too few for ${wish}${aheadText(ahead)}. Lower ${length === undefined ? 'task.ahead' : 'task.length'}${part === 'train' ? '' : `, or leave more examples to task.${part}`}.`,
  );
}

function aheadText(ahead: number): string {
  return ahead > 0 ? ` with targets ${ahead} ahead` : '';
}
