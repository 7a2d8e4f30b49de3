import { z } from 'zod';
import { taskFields, type TaskOf } from '#spec/task';
import { GrowingCurriculum } from './curriculum';
import { generatorForSplit, heldOutTicks } from '../streams/held-out';
import type { Generator } from '../random';
import { sequenceSource } from '../streams/generated-sequences';
import type { TickDataset, ValueTable } from '../streams/tick-dataset';

/** No curriculum comes near this length; a damaged checkpoint may name any. */
const lengthSchema = z.int().positive().max(100_000);

/** The copy task: N random symbols, a delimiter, and N blanks whose targets are the symbols in order. */
export function copyTicks(task: TaskOf<'copy'>): TickDataset {
  const delimiter = task.symbols;
  const blank = task.symbols + 1;
  const draw = (generator: Generator, length: number): Int32Array => {
    const records: number[] = [];
    const symbols = Array.from({ length }, () => generator.below(task.symbols));
    for (const symbol of symbols) records.push(0, symbol, -1);
    records.push(0, delimiter, -1);
    for (const symbol of symbols) records.push(0, blank, symbol);
    records[0] = 1;
    return Int32Array.from(records);
  };
  return {
    name: 'copy',
    fields: taskFields(task) ?? {},
    tables: {},
    hasSequences: true,
    open(split, options) {
      if (split !== 'train' && task.curriculum) return null;
      const curriculum = task.curriculum
        ? new GrowingCurriculum<number>({
            start: task.length,
            sizeSchema: lengthSchema,
            next: (length) => length + 1,
            levelOf: (length) => length,
            sequenceLength: (length) => 2 * length + 1,
            threshold: task.threshold,
          })
        : null;
      return sequenceSource<number>({
        ...options,
        generator: generatorForSplit(split, options.generator),
        width: 3,
        ticks: split === 'train' ? null : heldOutTicks(2 * task.length + 1),
        size: () => curriculum?.size ?? task.length,
        sizeSchema: lengthSchema,
        draw,
        ...(curriculum && { curriculum }),
      });
    },
  };
}

const repeatCopySizeSchema = z.object({ length: lengthSchema, repeats: lengthSchema });
type RepeatCopySize = z.output<typeof repeatCopySizeSchema>;

/**
 * The repeat copy task: N random symbols, a delimiter whose last input is R / 10, and N · R + 1 blanks whose targets
 * are the symbols R times over and then the end marker. The rows of the input table are the symbols, a blank, and one
 * delimiter for every R.
 */
export function repeatCopyTicks(task: TaskOf<'repeatCopy'>): TickDataset {
  const width = task.symbols + 2;
  const blank = task.symbols;
  const marker = task.symbols;
  const draw = (generator: Generator, { length, repeats }: RepeatCopySize): Int32Array => {
    const records: number[] = [];
    const symbols = Array.from({ length }, () => generator.below(task.symbols));
    for (const symbol of symbols) records.push(0, symbol, -1);
    records.push(0, blank + Math.min(repeats, maxRepeats), -1);
    for (let repeat = 0; repeat < repeats; repeat++)
      for (const symbol of symbols) records.push(0, blank, symbol);
    records.push(0, blank, marker);
    records[0] = 1;
    return Int32Array.from(records);
  };
  return {
    name: 'repeat copy',
    fields: taskFields(task) ?? {},
    tables: { input: buildInputTable(task.symbols, width) },
    hasSequences: true,
    open(split, options) {
      if (split !== 'train' && task.curriculum) return null;
      const start = { length: task.length, repeats: task.repeats };
      const curriculum = task.curriculum
        ? new GrowingCurriculum<RepeatCopySize>({
            start,
            sizeSchema: repeatCopySizeSchema,
            // N and R grow in turn, N first.
            next: ({ length, repeats }) =>
              length - task.length <= repeats - task.repeats
                ? { length: length + 1, repeats }
                : { length, repeats: repeats + 1 },
            levelOf: ({ length, repeats }) => length * repeats,
            sequenceLength: ({ length, repeats }) => length * (repeats + 1) + 2,
            threshold: task.threshold,
          })
        : null;
      return sequenceSource<RepeatCopySize>({
        ...options,
        generator: generatorForSplit(split, options.generator),
        width: 3,
        ticks: split === 'train' ? null : heldOutTicks(task.length * (task.repeats + 1) + 2),
        size: () => curriculum?.size ?? start,
        sizeSchema: repeatCopySizeSchema,
        draw,
        ...(curriculum && { curriculum }),
      });
    },
  };
}

/** The largest R that a delimiter encodes. The settings allow no larger one at the start. */
const maxRepeats = 1000;

function buildInputTable(symbols: number, width: number): ValueTable {
  const data = new Float32Array((symbols + 1 + maxRepeats) * width);
  for (let symbol = 0; symbol < symbols; symbol++) data[symbol * width + symbol] = 1;
  for (let repeats = 1; repeats <= maxRepeats; repeats++) {
    const row = (symbols + repeats) * width;
    data[row + symbols] = 1;
    data[row + symbols + 1] = repeats / 10;
  }
  return { kind: 'values', shape: [width], data, scale: 1 };
}
