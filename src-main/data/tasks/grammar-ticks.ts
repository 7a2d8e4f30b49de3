import { taskFields, type TaskOf } from '#spec/task';
import { generatorOf, heldOutTicks } from '../streams/held-out-stream';
import type { Generator } from '../random';
import { sequenceSource } from '../streams/sequence-source';
import type { TickDataset } from '../streams/tick-dataset';

interface Grammar {
  /** A sentence as classes, drawn anew at every call. */
  draw(generator: Generator): readonly number[];
  /** Where the symbol stands that repeats a far one, counted from the end: 1 is the last. */
  farFromEnd: number;
}

/**
 * Sentences of a grammar, one after the other, to be continued: every tick asks for the next symbol, or
 * only where that is the far one, as the task says.
 */
export function grammarTicks(
  task: TaskOf<'reber'> | TaskOf<'brackets'>,
  { draw, farFromEnd }: Grammar,
): TickDataset {
  return {
    name: task.kind,
    fields: taskFields(task) ?? {},
    tables: {},
    hasSequences: true,
    open: (split, options) =>
      sequenceSource<null>({
        ...options,
        generator: generatorOf(split, options.generator),
        width: 3,
        ticks: split === 'train' ? null : heldOutTicks(task.distance),
        size: () => null,
        draw(generator) {
          const said = draw(generator);
          return Int32Array.from(
            said.flatMap((symbol, tick) => {
              const next = said[tick + 1];
              const isFar = tick + 1 === said.length - farFromEnd;
              const isAsked = next !== undefined && (task.asked === 'all' || isFar);
              return [tick === 0 ? 1 : 0, symbol, isAsked ? next : -1];
            }),
          );
        },
      }),
  };
}
