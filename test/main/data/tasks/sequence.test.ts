import { describe, expect, it } from 'vitest';
import { emptySplit, sliceSplit, type Dataset, type Split } from '#data/dataset';
import { createGenerator } from '#data/random';
import { sequenceDataset } from '#data/tasks/sequence';
import { createTickStream, restoreTickStream, type TickStream } from '#data/streams/tick-stream';
import type { TickBatch, TickDataset } from '#data/streams/tick-dataset';
import { taskFields, taskSchema, type SplitName, type TaskOf } from '#spec/task';

const nan = Number.NaN;

/** Examples `from` to `to`: example i has the input i, the class i % 5 and the value 100 + i. */
function numbered(from: number, to: number): Split {
  const all = Array.from({ length: to }, (_, i) => i);
  const whole: Split = {
    count: to,
    columns: {
      features: { kind: 'values', shape: [1], data: Float32Array.from(all), scale: 1 },
      label: { kind: 'label', classes: 5, data: Int32Array.from(all, (i) => i % 5) },
      value: { kind: 'values', shape: [1], data: Float32Array.from(all, (i) => 100 + i), scale: 1 },
    },
  };
  return sliceSplit(whole, from, to);
}

function streamTask(task: object, counts: readonly [number, number, number]): TickDataset {
  const [train, validation, test] = counts;
  const part = (from: number, count: number): Split =>
    count === 0 ? emptySplit : numbered(from, from + count);
  const dataset: Dataset = {
    name: 'numbers',
    fields: {
      features: { kind: 'values', shape: [1] },
      label: { kind: 'label', classes: 5 },
      value: { kind: 'values', shape: [1] },
    },
    splits: {
      train: part(0, train),
      validation: part(train, validation),
      test: part(train + validation, test),
    },
  };
  const parsed = taskSchema.parse({ kind: 'sequence', dataset: 'numbers', ...task });
  return sequenceDataset(parsed as TaskOf<'sequence'>, dataset);
}

const options = (rows: number, retainedTicks = 64) => ({
  rows,
  aligned: false,
  retainedTicks,
  generator: createGenerator(1, 'test'),
});

function open(dataset: TickDataset, rows: number, split: SplitName = 'train'): TickStream {
  const stream = createTickStream(dataset, split, options(rows));
  if (!stream) throw new Error(`no ${split} part`);
  return stream;
}

/** Reads `ticks` further ticks and returns their window. */
function read(stream: TickStream, ticks: number): TickBatch {
  stream.advance(ticks);
  return stream.window(ticks, 0);
}
const list = (numbers: ArrayLike<number> | null | undefined): number[] => Array.from(numbers ?? []);

describe('sequences of one length', () => {
  it('follow each other: each row reads the next sequence that no row has read', () => {
    // Seven examples: the sequences 0–2 and 3–5; example 6 is left over.
    const now = read(open(streamTask({ length: 3 }, [7, 0, 0]), 1), 8);
    expect(list(now.values['features'])).toEqual([0, 1, 2, 3, 4, 5, 0, 1]);
    expect(list(now.values['label'])).toEqual([0, 1, 2, 3, 4, 0, 0, 1]);
    expect(list(now.values['value'])).toEqual([100, 101, 102, 103, 104, 105, 100, 101]);
    expect(list(now.begins)).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 0]);
    // Four sequences of two ticks, three rows: sequences 0, 1, 2, then 3, 0, 1.
    const three = read(open(streamTask({ length: 2 }, [8, 0, 0]), 3), 4);
    expect(list(three.values['features'])).toEqual([0, 2, 4, 1, 3, 5, 6, 0, 2, 7, 1, 3]);
    expect(list(three.begins)).toEqual([1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1]);
  });

  it('overlap or leave gaps, depending on the stride', () => {
    // 0–2, 1–3, 2–4.
    const overlapping = read(open(streamTask({ length: 3, stride: 1 }, [5, 0, 0]), 1), 9);
    expect(list(overlapping.values['features'])).toEqual([0, 1, 2, 1, 2, 3, 2, 3, 4]);
    // 0–1, 3–4, 6–7.
    const apart = read(open(streamTask({ length: 2, stride: 3 }, [8, 0, 0]), 1), 6);
    expect(list(apart.values['features'])).toEqual([0, 1, 3, 4, 6, 7]);
  });

  it('have a target only at their end if `asked` is `last`: other targets are masked, inputs are not', () => {
    const now = read(open(streamTask({ length: 3, asked: 'last' }, [6, 0, 0]), 1), 6);
    expect(list(now.values['features'])).toEqual([0, 1, 2, 3, 4, 5]);
    expect(list(now.values['label'])).toEqual([-1, -1, 2, -1, -1, 0]);
    expect(list(now.values['value'])).toEqual([nan, nan, 102, nan, nan, 105]);
  });

  it('take targets from later examples, and skip inputs that have none', () => {
    // Targets two examples later: examples 0–4 have one, so the sequences are 0–1 and 2–3.
    const dataset = streamTask({ length: 2, ahead: 2 }, [7, 0, 0]);
    const now = read(open(dataset, 1), 5);
    expect(list(now.values['features'])).toEqual([0, 1, 2, 3, 0]);
    expect(list(now.values['label'])).toEqual([2, 3, 4, 0, 2]);
    expect(list(now.values['value'])).toEqual([102, 103, 104, 105, 102]);
    expect(dataset.targets).toEqual(['value']);
  });

  it('of held-out splits are read once; after the end there are no inputs and no targets', () => {
    const dataset = streamTask({ length: 2 }, [10, 6, 0]);
    const stream = open(dataset, 2, 'validation');
    // Three sequences, two rows: 10–11 and 12–13, then 14–15 and none.
    expect(stream.ticks).toBe(4);
    const now = read(stream, 4);
    expect(list(now.values['features'])).toEqual([10, 12, 11, 13, 14, 0, 15, 0]);
    expect(list(now.values['label'])).toEqual([0, 2, 1, 3, 4, -1, 0, -1]);
    expect(list(now.values['value'])).toEqual([110, 112, 111, 113, 114, nan, 115, nan]);
    expect(open(dataset, 1).ticks).toBeNull();
    expect(createTickStream(dataset, 'test', options(1))).toBeNull();
  });
});

describe('all examples as one stream', () => {
  it('is read from evenly spaced examples, and continues from the end to the start', () => {
    // Three rows at 0, 3 and 6 (thirds of 10, rounded down).
    const dataset = streamTask({}, [10, 0, 0]);
    const now = read(open(dataset, 3), 5);
    expect(list(now.values['features'])).toEqual([
      ...[0, 3, 6],
      ...[1, 4, 7],
      ...[2, 5, 8],
      ...[3, 6, 9],
      ...[4, 7, 0],
    ]);
    expect(now.begins).toBeNull();
  });

  it('is evaluated completely, by fewer rows where each would read few ticks', () => {
    // 250 examples: two rows of 125 ticks, although there are 64 rows.
    const stream = open(streamTask({}, [300, 250, 7]), 64, 'validation');
    expect(stream.ticks).toBe(125);
    const examples: number[] = [];
    for (let tick = 0; tick < 125; tick++) {
      const { features, label } = read(stream, 1).values;
      list(label).forEach((target, row) => target >= 0 && examples.push(features?.[row] ?? nan));
    }
    expect(examples.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 250 }, (_, i) => 300 + i),
    );
    // Only one row reads the split.
    const short = open(streamTask({ ahead: 2 }, [300, 0, 7]), 3, 'test');
    expect(short.ticks).toBe(5);
    const now = read(short, 5);
    expect(list(now.values['label'])).toEqual([
      ...[2, -1, -1],
      ...[3, -1, -1],
      ...[4, -1, -1],
      ...[0, -1, -1],
      ...[1, -1, -1],
    ]);
  });

  it('reads pieces of different lengths to their ends', () => {
    // 201 examples in two pieces, 0–99 and 100–200: the first row has no input at the last tick.
    const stream = open(streamTask({}, [1, 201, 0]), 64, 'validation');
    expect(stream.ticks).toBe(101);
    const now = read(stream, 101);
    const last = list(now.values['features']).slice(-64);
    expect(last.slice(0, 3)).toEqual([0, 201, 0]);
    expect(list(now.values['label']).slice(-64).slice(0, 3)).toEqual([-1, 1, -1]);
  });
});

describe('examples with nothing to predict', () => {
  const parse = (task: object) =>
    taskSchema.parse({ kind: 'sequence', dataset: 'rows', ...task }) as TaskOf<'sequence'>;
  /** Row i has the features i and 10 · i; the first five rows are to train on, the others to validate with. */
  const rows = (task: object): TickDataset => {
    const pairs = Float32Array.from({ length: 16 }, (_, i) => (i >> 1) * (i % 2 === 0 ? 1 : 10));
    const features = { kind: 'values' as const, shape: [2], data: pairs, scale: 1 };
    const all: Split = { count: 8, columns: { features } };
    return sequenceDataset(parse(task), {
      name: 'rows',
      fields: { features: { kind: 'values', shape: [2] } },
      splits: { train: sliceSplit(all, 0, 5), validation: sliceSplit(all, 5, 8), test: emptySplit },
    });
  };

  it('have the target `next`: the features of the row that is `ahead` rows later', () => {
    const dataset = rows({ ahead: 2 });
    expect(dataset.fields['next']).toEqual({ kind: 'values', shape: [2] });
    expect(dataset.targets).toEqual(['next']);
    // Rows 3 and 4 have no row two rows later in the part: after row 2 follows row 0.
    const now = read(open(dataset, 1), 4);
    expect(list(now.values['features'])).toEqual([0, 0, 1, 10, 2, 20, 0, 0]);
    expect(list(now.values['next'])).toEqual([2, 20, 3, 30, 4, 40, 2, 20]);
  });

  it('take `next` from their own part, and have none where the task does not ask', () => {
    const held = read(open(rows({ ahead: 1 }), 1, 'validation'), 2);
    expect(list(held.values['features'])).toEqual([5, 50, 6, 60]);
    expect(list(held.values['next'])).toEqual([6, 60, 7, 70]);
    const last = read(open(rows({ ahead: 1, length: 2, asked: 'last' }), 1), 4);
    expect(list(last.values['features'])).toEqual([0, 0, 1, 10, 2, 20, 3, 30]);
    expect(list(last.values['next'])).toEqual([nan, nan, 2, 20, nan, nan, 4, 40]);
  });

  it('are known by their fields before they are imported; data with a target get no `next`', () => {
    const features = { kind: 'values' as const, shape: [3] };
    expect(taskFields(parse({ fields: { features } }))).toEqual({ features, next: features });
    const label = { kind: 'label' as const, classes: 2 };
    expect(taskFields(parse({}), { features, label })).toEqual({ features, label });
    expect(taskFields(parse({}), { features, value: features })).toEqual({
      features,
      value: features,
    });
    const examples = taskSchema.parse({ kind: 'dataset', dataset: 'rows' });
    expect(taskFields(examples, { features })).toEqual({ features });
  });
});

it.each([
  ['sequences of one length', { length: 4, stride: 3, asked: 'last' }],
  ['one stream', { ahead: 1 }],
])('%s: continues from a saved state', (_, task) => {
  const dataset = streamTask(task, [50, 0, 0]);
  const straight = open(dataset, 3);
  straight.advance(17);
  const state = JSON.parse(JSON.stringify(straight.state())) as ReturnType<TickStream['state']>;
  const resumed = restoreTickStream(dataset, 'train', options(3), state) as TickStream;
  for (const stream of [straight, resumed]) stream.advance(60);
  expect(resumed.window(60, 3)).toEqual(straight.window(60, 3));
});

it('throws for splits that are too short, before training begins', () => {
  const refused = (task: object, counts: [number, number, number], words: RegExp): void =>
    expect(() => streamTask(task, counts)).toThrow(words);
  refused({ length: 8 }, [7, 0, 0], /The train part has 7 rows, too few for a sequence of 8/);
  refused(
    { length: 8 },
    [50, 7, 0],
    /The validation part has 7 rows.*Lower 'Length', or leave more rows to 'Validat/,
  );
  refused(
    { length: 6, ahead: 2 },
    [50, 0, 7],
    /The test part has 7 rows, too few for a sequence of 6 ticks with targets 2 ahead/,
  );
  refused({ ahead: 9 }, [9, 0, 0], /too few for a stream with targets 9 ahead\. Lower 'Ahead'/);
  refused({ asked: 'last' }, [9, 0, 0], /'Asked for' is at the end, but without a 'Length'/);
  refused({ stride: 2 }, [9, 0, 0], /'Stride' tells where sequences begin/);
  expect(() => open(streamTask({}, [9, 0, 0]), 10)).toThrow(
    /has 9 examples, too few for a batch of 10 streams\. Lower 'Batch', or set 'Length'/,
  );
});
