import { z } from 'zod';
import { taskFields, type TaskOf } from '#spec/task';
import { generatorForSplit, heldOutTicks } from '../streams/held-out';
import type { Generator } from '../random';
import { sequenceSource } from '../streams/generated-sequences';
import type { TickDataset } from '../streams/tick-dataset';

interface Grammar {
  /** Draws a sentence, as classes. */
  draw(generator: Generator): readonly number[];
  /** Position of the symbol that repeats a distant one, counted from the end: 1 is the last. */
  distantFromEnd: number;
}

/**
 * Predicting the next symbol in sentences of a grammar, one sentence after the other. The target is the next symbol at
 * every tick, or only where it is the symbol that repeats a distant one (`task.asked`).
 */
export function grammarTicks(
  task: TaskOf<'reber'> | TaskOf<'brackets'>,
  { draw, distantFromEnd }: Grammar,
): TickDataset {
  return {
    name: task.kind,
    fields: taskFields(task) ?? {},
    tables: {},
    hasSequences: true,
    open: (split, options) =>
      sequenceSource<null>({
        ...options,
        generator: generatorForSplit(split, options.generator),
        width: 3,
        ticks: split === 'train' ? null : heldOutTicks(task.distance),
        size: () => null,
        sizeSchema: z.null(),
        draw(generator) {
          const symbols = draw(generator);
          return Int32Array.from(
            symbols.flatMap((symbol, tick) => {
              const next = symbols[tick + 1];
              const repeatsDistant = tick + 1 === symbols.length - distantFromEnd;
              const hasTarget = next !== undefined && (task.asked === 'all' || repeatsDistant);
              return [tick === 0 ? 1 : 0, symbol, hasTarget ? next : -1];
            }),
          );
        },
      }),
  };
}
