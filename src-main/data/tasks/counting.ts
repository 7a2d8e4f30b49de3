import { taskFields, type SplitName, type TaskOf } from '#spec/task';
import type { Split } from '../dataset';
import { generatorOf } from '../streams/held-out-stream';
import { loadMnist } from './mnist';
import type { Generator } from '../random';
import { sequenceSource } from '../streams/sequence-source';
import { announced, type TickDataset, type ValueTable } from '../streams/tick-dataset';

/** Sequences in the validation and test parts, a row of the batch. */
const heldSequences = 32;
/** What each level counts: among the digits of the last T, T² and T³ ticks. */
const counted: readonly ((digit: number) => boolean)[] = [
  (digit) => digit % 2 === 1,
  (digit) => digit === 3,
  (digit) => digit === 7,
];

/** Digits drawn at random; a sequence is T^levels of them. Rows keep in step with the stream's ticks. */
export async function countingTicks(
  task: TaskOf<'counting'>,
  resources: string,
): Promise<TickDataset> {
  const { splits } = await loadMnist({ kind: 'mnist', validation: task.validation }, resources);
  const { table, places } = joined(splits);
  const length = task.ticks ** task.levels;
  const draw = (split: SplitName, generator: Generator): Int32Array => {
    const { from, labels } = places[split];
    const width = 2 + task.levels;
    const records = new Int32Array(length * width).fill(-1);
    const counts = counted.slice(0, task.levels).map(() => 0);
    for (let tick = 1; tick <= length; tick++) {
      const image = generator.below(labels.length);
      const at = (tick - 1) * width;
      records[at] = tick === 1 ? 1 : 0;
      records[at + 1] = from + image;
      counts.forEach((count, level) => {
        const now = count + (counted[level]?.(labels[image] ?? 0) ? 1 : 0);
        const span = task.ticks ** (level + 1);
        const isDue = tick % span === 0;
        if (isDue) {
          const column = at + 2 + level;
          for (let back = 1; back < span; back++) records[column - back * width] = announced(now);
          records[column] = now;
        }
        counts[level] = isDue ? 0 : now;
      });
    }
    return records;
  };
  return {
    name: 'counting',
    fields: taskFields(task) ?? {},
    tables: { image: table },
    hasSequences: true,
    open(split, options) {
      if (places[split].labels.length === 0) return null;
      return sequenceSource<null>({
        ...options,
        // Networks of different rates report together: their places in the sequence are the stream's.
        aligned: true,
        generator: generatorOf(split, options.generator),
        width: 2 + task.levels,
        ticks: split === 'train' ? null : heldSequences * length,
        size: () => null,
        draw: (generator) => draw(split, generator),
      });
    },
  };
}

interface Place {
  /** Number of the part's first image in the table. */
  from: number;
  labels: Uint8Array | Int32Array;
}

/** The images of all parts in one table. */
function joined(splits: Record<SplitName, Split>): {
  table: ValueTable;
  places: Record<SplitName, Place>;
} {
  const parts = (['train', 'validation', 'test'] as const).map((split) => {
    const { image, label } = splits[split].columns;
    if (image?.kind !== 'values' || label?.kind !== 'label')
      throw new Error('MNIST has no images or labels');
    return { split, image, labels: label.data };
  });
  const [first] = parts;
  if (!first) throw new Error('MNIST has no parts');
  const data = Buffer.concat(parts.map(({ image }) => image.data as Uint8Array));
  let from = 0;
  const places = parts.map(({ split, labels }): [SplitName, Place] => {
    const place = { from, labels };
    from += labels.length;
    return [split, place];
  });
  return {
    table: { ...first.image, data },
    places: Object.fromEntries(places) as Record<SplitName, Place>,
  };
}
