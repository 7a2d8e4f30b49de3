import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { countingTicks } from '#data/tasks/counting';
import { loadExamples } from '#data/load';
import { createGenerator } from '#data/random';
import { createTickStream, restoreTickStream, type TickStream } from '#data/streams/tick-stream';
import type { TickDataset } from '#data/streams/tick-dataset';
import { taskSchema, type SplitName, type TaskOf } from '#spec/task';

const resources = fileURLToPath(new URL('../../../../resources', import.meta.url));
const load = (task: object = {}): Promise<TickDataset> =>
  countingTicks(taskSchema.parse({ kind: 'counting', ...task }) as TaskOf<'counting'>, resources);

const options = (rows: number, seed = 1) => ({
  rows,
  aligned: false,
  retainedTicks: 128,
  generator: createGenerator(seed, 'test'),
});
function open(
  dataset: TickDataset,
  rows: number,
  split: SplitName = 'train',
  seed = 1,
): TickStream {
  const stream = createTickStream(dataset, split, options(rows, seed));
  if (!stream) throw new Error(`no ${split} part`);
  return stream;
}

/** The digit of each image of MNIST, keyed by its pixels. */
const digits = new Map<string, number>();
const key = (pixels: Iterable<number>): string =>
  Buffer.from(Uint8Array.from(pixels)).toString('latin1');

beforeAll(async () => {
  const { splits } = await loadExamples(taskSchema.parse({ kind: 'mnist' }), {
    resources,
    datasets: null,
  });
  for (const split of ['train', 'validation', 'test'] as const) {
    const { image, label } = splits[split].columns;
    label?.data.forEach((digit, at) => {
      digits.set(key(image?.data.subarray(784 * at, 784 * (at + 1)) ?? []), digit);
    });
  }
});

/** For each row of the batch: the digits read (found by their pixels), the targets, and where sequences begin. */
function read(stream: TickStream, ticks: number, rows: number, names: readonly string[]) {
  stream.advance(ticks);
  const { values, begins } = stream.window(ticks, 0);
  const images = values['image'] ?? [];
  return Array.from({ length: rows }, (_, row) => {
    const of = (numbers: ArrayLike<number>): number[] =>
      Array.from({ length: ticks }, (__, tick) => numbers[tick * rows + row] ?? Number.NaN);
    const digitsRead = Array.from({ length: ticks }, (__, tick) => {
      const at = 784 * (tick * rows + row);
      return digits.get(key(images.slice(at, at + 784)));
    });
    return {
      digitsRead: digitsRead.map((digit) => digit ?? -1),
      targets: names.map((name) => of(values[name] ?? [])),
      begins: of(begins ?? []),
    };
  });
}

/** The expected records: the count at the end of each block of `ticks` digits, −2 minus that count before it. */
function expectedTargets(
  digitsRead: readonly number[],
  ticks: number,
  isCounted: (digit: number) => boolean,
): number[] {
  return digitsRead.map((_, tick) => {
    const from = tick - (tick % ticks);
    const count = digitsRead.slice(from, from + ticks).filter(isCounted).length;
    return tick === from + ticks - 1 ? count : -2 - count;
  });
}

describe('the counting task', () => {
  it('has the count of odd digits as target every T ticks, of threes every T², of sevens every T³', async () => {
    const dataset = await load({ ticks: 3, levels: 3 });
    expect(dataset.fields).toEqual({
      image: { kind: 'values', shape: [28, 28, 1] },
      odd: { kind: 'label', classes: 4 },
      threes: { kind: 'label', classes: 10 },
      sevens: { kind: 'label', classes: 28 },
    });
    const names = ['odd', 'threes', 'sevens'];
    // Two sequences of 27 ticks.
    for (const { digitsRead, targets, begins } of read(open(dataset, 4), 54, 4, names)) {
      expect(digitsRead.every((digit) => digit >= 0)).toBe(true);
      expect(targets[0]).toEqual(expectedTargets(digitsRead, 3, (digit) => digit % 2 === 1));
      expect(targets[1]).toEqual(expectedTargets(digitsRead, 9, (digit) => digit === 3));
      expect(targets[2]).toEqual(expectedTargets(digitsRead, 27, (digit) => digit === 7));
      expect(begins).toEqual(digitsRead.map((_, tick) => (tick % 27 === 0 ? 1 : 0)));
    }
  });

  it('has sequences of T^levels ticks, and one target for each level', async () => {
    const dataset = await load({ ticks: 4, levels: 1 });
    expect(Object.keys(dataset.fields)).toEqual(['image', 'odd']);
    const [row] = read(open(dataset, 1), 8, 1, ['odd']);
    expect(row?.begins).toEqual([1, 0, 0, 0, 1, 0, 0, 0]);
    expect(row?.targets[0]).toEqual(
      expectedTargets(row?.digitsRead ?? [], 4, (digit) => digit % 2 === 1),
    );
  });

  it('keeps the splits of MNIST apart; held-out splits are the same in every run', async () => {
    const dataset = await load();
    expect(open(dataset, 1).ticks).toBeNull();
    const { splits } = await loadExamples(taskSchema.parse({ kind: 'mnist' }), {
      resources,
      datasets: null,
    });
    // In the table, the 10,000 test images are after 60,000 others.
    expect(dataset.tables['image']?.data.length).toBe(784 * 70_000);
    const last = [...(splits.test.columns['image']?.data.slice(-784) ?? [])];
    expect([...(dataset.tables['image']?.data.slice(-784) ?? [])]).toEqual(last);
    const places = (split: SplitName, seed: number): number[] => {
      const source = dataset.open(split, options(8, seed));
      const into = new Int32Array(8 * 4);
      return Array.from({ length: 128 }, () => {
        source?.next(into, 0);
        return Array.from({ length: 8 }, (_, row) => into[4 * row + 1] ?? -1);
      }).flat();
    };
    const within = (numbers: readonly number[], from: number, to: number): boolean =>
      numbers.every((index) => index >= from && index < to);
    expect(within(places('train', 1), 0, 55_000)).toBe(true);
    expect(within(places('validation', 1), 55_000, 60_000)).toBe(true);
    expect(within(places('test', 1), 60_000, 70_000)).toBe(true);
    expect(places('test', 2)).toEqual(places('test', 1));
    expect(places('train', 2)).not.toEqual(places('train', 1));
    // 32 sequences of 4² ticks.
    expect(open(dataset, 2, 'test').ticks).toBe(512);
    expect(createTickStream(await load({ validation: 0 }), 'validation', options(1))).toBeNull();
  });

  it('continues from a saved state', async () => {
    const dataset = await load();
    const straight = open(dataset, 3);
    straight.advance(21);
    const state = JSON.parse(JSON.stringify(straight.state())) as ReturnType<TickStream['state']>;
    const resumed = restoreTickStream(dataset, 'train', options(3), state) as TickStream;
    for (const stream of [straight, resumed]) stream.advance(30);
    expect(resumed.window(30, 0)).toEqual(straight.window(30, 0));
  });
});
