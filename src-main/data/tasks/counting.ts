import { z } from 'zod';
import { taskFields, type SplitName, type TaskOf } from '#spec/task';
import type { Split } from '../dataset';
import { generatorForSplit } from '../streams/held-out';
import { loadMnist } from './mnist';
import type { Generator } from '../random';
import { sequenceSource } from '../streams/generated-sequences';
import { upcomingTarget, type TickDataset, type ValueTable } from '../streams/tick-dataset';

/** Sequences of the validation and test splits, for each row of the batch. */
const heldOutSequences = 32;
/** What each level counts, among the digits of the last T, T² and T³ ticks. */
const isCounted: readonly ((digit: number) => boolean)[] = [
  (digit) => digit % 2 === 1,
  (digit) => digit === 3,
  (digit) => digit === 7,
];

/**
 * The counting task for networks of several rates: random digits of MNIST in sequences of T^levels ticks. Level k has
 * a target every T^k ticks. `resources` is the program's folder of bundled data.
 */
export async function countingTicks(
  task: TaskOf<'counting'>,
  resources: string,
): Promise<TickDataset> {
  const { splits } = await loadMnist({ kind: 'mnist', validation: task.validation }, resources);
  const { table, ranges } = concatenateImages(splits);
  const length = task.ticks ** task.levels;
  const draw = (split: SplitName, generator: Generator): Int32Array => {
    const { from, labels } = ranges[split];
    const width = 2 + task.levels;
    const records = new Int32Array(length * width).fill(-1);
    const counts = isCounted.slice(0, task.levels).map(() => 0);
    for (let tick = 1; tick <= length; tick++) {
      const image = generator.below(labels.length);
      const at = (tick - 1) * width;
      records[at] = tick === 1 ? 1 : 0;
      records[at + 1] = from + image;
      counts.forEach((count, level) => {
        const counted = count + (isCounted[level]?.(labels[image] ?? 0) ? 1 : 0);
        const span = task.ticks ** (level + 1);
        const isDue = tick % span === 0;
        if (isDue) {
          const column = at + 2 + level;
          for (let back = 1; back < span; back++)
            records[column - back * width] = upcomingTarget(counted);
          records[column] = counted;
        }
        counts[level] = isDue ? 0 : counted;
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
      if (ranges[split].labels.length === 0) return null;
      return sequenceSource<null>({
        ...options,
        // Networks of different rates have targets at the same ticks, so all rows are at the same place of a sequence.
        aligned: true,
        generator: generatorForSplit(split, options.generator),
        width: 2 + task.levels,
        ticks: split === 'train' ? null : heldOutSequences * length,
        size: () => null,
        sizeSchema: z.null(),
        draw: (generator) => draw(split, generator),
      });
    },
  };
}

interface ImageRange {
  /** Index of the split's first image in the table. */
  from: number;
  labels: Uint8Array | Int32Array;
}

/** The images of all splits in one table. */
function concatenateImages(splits: Record<SplitName, Split>): {
  table: ValueTable;
  ranges: Record<SplitName, ImageRange>;
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
  const ranges = parts.map(({ split, labels }): [SplitName, ImageRange] => {
    const range = { from, labels };
    from += labels.length;
    return [split, range];
  });
  return {
    table: { ...first.image, data },
    ranges: Object.fromEntries(ranges) as Record<SplitName, ImageRange>,
  };
}
