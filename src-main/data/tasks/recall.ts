import { taskFields, type TaskOf } from '#spec/task';
import { generatorOf, heldOutTicks } from '../streams/held-out-stream';
import { createGenerator, restoreGenerator, type GeneratorState } from '../random';
import type { TickDataset } from '../streams/tick-dataset';

interface SavedRows {
  rows: { generator: GeneratorState; last: number[] }[];
}

/** Random symbols; each is asked for again `delay` ticks later. The stream has no end. */
export function recallTicks(task: TaskOf<'recall'>): TickDataset {
  return {
    name: 'recall',
    fields: taskFields(task) ?? {},
    tables: {},
    hasSequences: false,
    open(split, { batch, generator }) {
      const source = generatorOf(split, generator);
      const rows = Array.from({ length: batch }, (_, index) => ({
        generator: createGenerator(source.below(2 ** 32), `row ${index}`),
        last: [] as number[],
      }));
      return {
        ticks: split === 'train' ? null : heldOutTicks(task.delay),
        curriculum: null,
        next(into, at) {
          let place = at;
          for (const { generator: draw, last } of rows) {
            const symbol = draw.below(task.symbols);
            last.push(symbol);
            into[place++] = 0;
            into[place++] = symbol;
            into[place++] = last.length > task.delay ? (last.shift() ?? -1) : -1;
          }
        },
        state: (): SavedRows => ({
          rows: rows.map((row) => ({ generator: row.generator.state(), last: [...row.last] })),
        }),
        restore(state) {
          (state as SavedRows).rows.forEach((row, index) => {
            rows[index] = { generator: restoreGenerator(row.generator), last: [...row.last] };
          });
        },
      };
    },
  };
}
