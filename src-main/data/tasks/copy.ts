import { taskFields, type TaskOf } from '#spec/task';
import { GrowingTask } from './curriculum';
import { generatorOf, heldOutTicks } from '../streams/held-out-stream';
import type { Generator } from '../random';
import { sequenceSource } from '../streams/sequence-source';
import type { TickDataset, ValueTable } from '../streams/tick-dataset';

/** N random symbols, a delimiter, and N blanks in which they are asked for again. */
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
      const growing = task.curriculum
        ? new GrowingTask<number>({
            start: task.length,
            grown: (length) => length + 1,
            levelOf: (length) => length,
            ticksOf: (length) => 2 * length + 1,
            threshold: task.threshold,
          })
        : null;
      return sequenceSource<number>({
        ...options,
        generator: generatorOf(split, options.generator),
        width: 3,
        ticks: split === 'train' ? null : heldOutTicks(2 * task.length + 1),
        size: () => growing?.size ?? task.length,
        draw,
        ...(growing && { curriculum: growing }),
      });
    },
  };
}

interface Repeats {
  length: number;
  repeats: number;
}

/**
 * N random symbols, a delimiter that carries R / 10, and N · R + 1 blanks in which they are asked for R
 * times over, and then the marker of the end. Rows of the input's table: the symbols, a blank, and a
 * delimiter for every R.
 */
export function repeatCopyTicks(task: TaskOf<'repeatCopy'>): TickDataset {
  const width = task.symbols + 2;
  const blank = task.symbols;
  const marker = task.symbols;
  const draw = (generator: Generator, { length, repeats }: Repeats): Int32Array => {
    const records: number[] = [];
    const symbols = Array.from({ length }, () => generator.below(task.symbols));
    for (const symbol of symbols) records.push(0, symbol, -1);
    records.push(0, blank + Math.min(repeats, mostRepeats), -1);
    for (let repeat = 0; repeat < repeats; repeat++)
      for (const symbol of symbols) records.push(0, blank, symbol);
    records.push(0, blank, marker);
    records[0] = 1;
    return Int32Array.from(records);
  };
  return {
    name: 'repeat copy',
    fields: taskFields(task) ?? {},
    tables: { input: inputTable(task.symbols, width) },
    hasSequences: true,
    open(split, options) {
      if (split !== 'train' && task.curriculum) return null;
      const start = { length: task.length, repeats: task.repeats };
      const growing = task.curriculum
        ? new GrowingTask<Repeats>({
            start,
            // In turn, N first.
            grown: ({ length, repeats }) =>
              length - task.length <= repeats - task.repeats
                ? { length: length + 1, repeats }
                : { length, repeats: repeats + 1 },
            levelOf: ({ length, repeats }) => length * repeats,
            ticksOf: ({ length, repeats }) => length * (repeats + 1) + 2,
            threshold: task.threshold,
          })
        : null;
      return sequenceSource<Repeats>({
        ...options,
        generator: generatorOf(split, options.generator),
        width: 3,
        ticks: split === 'train' ? null : heldOutTicks(task.length * (task.repeats + 1) + 2),
        size: () => growing?.size ?? start,
        draw,
        ...(growing && { curriculum: growing }),
      });
    },
  };
}

/** R up to which the delimiter tells it; the settings allow no more at the start. */
const mostRepeats = 1000;

function inputTable(symbols: number, width: number): ValueTable {
  const data = new Float32Array((symbols + 1 + mostRepeats) * width);
  for (let symbol = 0; symbol < symbols; symbol++) data[symbol * width + symbol] = 1;
  for (let repeats = 1; repeats <= mostRepeats; repeats++) {
    const row = (symbols + repeats) * width;
    data[row + symbols] = 1;
    data[row + symbols + 1] = repeats / 10;
  }
  return { kind: 'values', shape: [width], data, scale: 1 };
}
