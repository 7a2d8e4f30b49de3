import { z } from 'zod';
import { taskFields, type TaskOf } from '#spec/task';
import { generatorForSplit, heldOutTicks } from '../streams/held-out';
import { createGenerator, restoreGenerator } from '../random';
import { countSchema, generatorStateSchema, savedStateError } from '../saved-state';
import type { TickDataset } from '../streams/tick-dataset';

/** The recall task: random symbols without end; the target is the symbol of `delay` ticks ago. */
export function recallTicks(task: TaskOf<'recall'>): TickDataset {
  const symbols = z.array(countSchema.max(task.symbols - 1)).max(task.delay);
  const rowsSchema = z.object({
    rows: z.array(z.object({ generator: generatorStateSchema, last: symbols })),
  });
  return {
    name: 'recall',
    fields: taskFields(task) ?? {},
    tables: {},
    hasSequences: false,
    open(split, { rows: rowCount, generator }) {
      const source = generatorForSplit(split, generator);
      const rows = Array.from({ length: rowCount }, (_, index) => ({
        generator: createGenerator(source.below(2 ** 32), `row ${index}`),
        last: [] as number[],
      }));
      return {
        ticks: split === 'train' ? null : heldOutTicks(task.delay),
        curriculum: null,
        next(into, at) {
          let offset = at;
          for (const { generator: draw, last } of rows) {
            const symbol = draw.below(task.symbols);
            last.push(symbol);
            into[offset++] = 0;
            into[offset++] = symbol;
            into[offset++] = last.length > task.delay ? (last.shift() ?? -1) : -1;
          }
        },
        state: (): z.input<typeof rowsSchema> => ({
          rows: rows.map((row) => ({ generator: row.generator.state(), last: [...row.last] })),
        }),
        restore(state) {
          const saved = rowsSchema.parse(state).rows;
          if (saved.length !== rowCount) throw savedStateError();
          saved.forEach((row, index) => {
            rows[index] = { generator: restoreGenerator(row.generator), last: [...row.last] };
          });
        },
      };
    },
  };
}
