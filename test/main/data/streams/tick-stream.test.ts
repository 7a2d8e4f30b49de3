import { describe, expect, it } from 'vitest';
import { bracketsTicks } from '#data/tasks/brackets';
import { copyTicks, repeatCopyTicks } from '#data/tasks/copy';
import { createGenerator } from '#data/random';
import { reberTicks } from '#data/tasks/reber';
import { recallTicks } from '#data/tasks/recall';
import { createTickStream, restoreTickStream, type TickStream } from '#data/streams/tick-stream';
import type { TickDataset } from '#data/streams/tick-dataset';
import { taskSchema, type TaskKind, type TaskOf } from '#spec/task';

function task<K extends TaskKind>(kind: K, more: Record<string, unknown> = {}): TaskOf<K> {
  return taskSchema.parse({ kind, ...more }) as TaskOf<K>;
}

const options = (batch: number, aligned = false, memory = 40) => ({
  batch,
  aligned,
  memory,
  generator: createGenerator(1, 'test'),
});

function open(dataset: TickDataset, batch: number, aligned = false): TickStream {
  const stream = createTickStream(dataset, 'train', options(batch, aligned));
  if (!stream) throw new Error('no training part');
  return stream;
}

/** A source that counts: label `n` is the tick, from 0; a sequence begins every third tick. */
const counting: TickDataset = {
  name: 'counting',
  fields: { n: { kind: 'label', classes: 100 }, v: { kind: 'values', shape: [2] } },
  tables: {
    v: { kind: 'values', shape: [2], data: Float32Array.of(10, 11, 20, 21), scale: 0.5 },
  },
  hasSequences: true,
  open(split, { batch }) {
    if (split !== 'train') return null;
    let tick = 0;
    return {
      ticks: null,
      curriculum: null,
      next(into, at) {
        for (let row = 0; row < batch; row++)
          into.set(
            [tick % 3 === 0 ? 1 : 0, 10 * row + tick, tick % 2 === 0 ? 0 : -1],
            at + 3 * row,
          );
        tick += 1;
      },
      state: () => tick,
      restore: (state) => {
        tick = state as number;
      },
    };
  },
};

describe('a window of the past', () => {
  it('holds the newest ticks, those before them, and whether a sequence begins after them', () => {
    const stream = open(counting, 2);
    stream.advance(4);
    const now = stream.window(2, 1);
    // Ticks 1 (history), 2 and 3, two rows each.
    expect([...(now.values['n'] ?? [])]).toEqual([1, 11, 2, 12, 3, 13]);
    // Row 0 of the table, to be halved, at even ticks; nothing at odd ones.
    expect([...(now.values['v'] ?? [])]).toEqual([0, 0, 0, 0, 10, 11, 10, 11, 0, 0, 0, 0]);
    expect(now.scales).toEqual({ v: 0.5 });
    // A sequence begins at 0, 3, 6: not at 2, at 3, and not at 4, the one after the newest.
    expect([...(now.begins ?? [])]).toEqual([0, 0, 1, 1, 0, 0]);
    const before = stream.window(1, 0, 2);
    expect([...(before.values['n'] ?? [])]).toEqual([1, 11]);
    expect([...(before.begins ?? [])]).toEqual([0, 0, 0, 0]);
    expect(stream.read).toBe(4);
  });

  it('shows nothing before the start of the stream', () => {
    const stream = open(counting, 1);
    stream.advance(1);
    expect([...(stream.window(1, 2).values['n'] ?? [])]).toEqual([-1, -1, 0]);
  });

  it('is null for parts that the task does not have', () => {
    expect(createTickStream(counting, 'test', options(1))).toBeNull();
  });

  it('stays right over many windows longer than what is kept', () => {
    const stream = createTickStream(counting, 'train', options(1, false, 3)) as TickStream;
    for (let i = 0; i < 50; i++) stream.advance(7);
    expect([...(stream.window(2, 1).values['n'] ?? [])]).toEqual([347, 348, 349]);
  });
});

describe.each([
  ['recall', recallTicks(task('recall', { delay: 3 }))],
  ['copy', copyTicks(task('copy'))],
  ['repeat copy', repeatCopyTicks(task('repeatCopy'))],
  ['reber', reberTicks(task('reber', { distance: 9 }))],
  ['brackets', bracketsTicks(task('brackets', { distance: 9 }))],
])('%s', (_, dataset) => {
  it('goes on from a saved place with the same records', () => {
    const straight = open(dataset, 3);
    straight.advance(17);
    straight.curriculum?.report(0.01);
    const state = JSON.parse(JSON.stringify(straight.state())) as ReturnType<TickStream['state']>;
    const resumed = restoreTickStream(dataset, 'train', options(3), state) as TickStream;
    for (const stream of [straight, resumed]) stream.advance(100);
    expect(resumed.window(40, 0)).toEqual(straight.window(40, 0));
    expect(resumed.read).toBe(straight.read);
  });
});

it('recall asks at every tick for the symbol of three ticks ago', () => {
  const stream = open(recallTicks(task('recall', { delay: 3 })), 1);
  stream.advance(20);
  const { values, begins } = stream.window(20, 0);
  const symbols = [...(values['symbol'] ?? [])];
  expect([...(values['recalled'] ?? [])]).toEqual([-1, -1, -1, ...symbols.slice(0, 17)]);
  expect(begins).toBeNull();
});

it('copy: symbols, a delimiter, and the symbols again where they are asked for', () => {
  const dataset = copyTicks(task('copy', { length: 3, symbols: 4, curriculum: false }));
  const stream = open(dataset, 1, true);
  stream.advance(7);
  const { values, begins } = stream.window(7, 0);
  const [a, b, c] = [...(values['input'] ?? [])];
  expect([...(values['input'] ?? [])]).toEqual([a, b, c, 4, 5, 5, 5]);
  expect([...(values['output'] ?? [])]).toEqual([-1, -1, -1, -1, a, b, c]);
  expect([...(begins ?? [])]).toEqual([1, 0, 0, 0, 0, 0, 0, 1]);
});

it('repeat copy: the delimiter tells how often, and a marker ends it', () => {
  const dataset = repeatCopyTicks(
    task('repeatCopy', { length: 2, repeats: 3, symbols: 2, curriculum: false }),
  );
  const stream = open(dataset, 1, true);
  stream.advance(10);
  const { values } = stream.window(10, 0);
  const [a = -1, b = -1] = [...(values['output'] ?? [])].slice(3, 5);
  expect([...(values['output'] ?? [])]).toEqual([-1, -1, -1, a, b, a, b, a, b, 2]);
  const row = (tick: number) => [...(values['input'] ?? [])].slice(4 * tick, 4 * tick + 4);
  expect(row(0)).toEqual([0, 1].map((one) => Number(one === a)).concat(0, 0));
  expect(row(2)[2]).toBe(1);
  expect(row(2)[3]).toBeCloseTo(0.3, 6);
  expect(row(3)).toEqual([0, 0, 0, 0]);
});

it('the curriculum grows after fifty reports under the threshold, and says so', () => {
  const stream = open(copyTicks(task('copy')), 1, true);
  const { curriculum } = stream;
  expect(curriculum).toMatchObject({ level: 0, sequenceTicks: 3 });
  for (let i = 0; i < 49; i++) curriculum?.report(0.1);
  expect(curriculum?.level).toBe(0);
  curriculum?.report(0.1);
  expect(curriculum).toMatchObject({ level: 1, sequenceTicks: 5 });
  for (let i = 0; i < 200; i++) curriculum?.report(0.2);
  expect(curriculum?.level).toBe(1);
});

it('reber strings are of the grammar, and the second symbol comes again before the last', () => {
  const dataset = reberTicks(task('reber', { distance: 12 }));
  const stream = open(dataset, 1, true);
  stream.advance(15 * 40);
  const letters = 'BTPSXVE';
  const { values } = stream.window(15, 0);
  for (let back = 0; back < 20; back++) {
    const window = createTickStream(dataset, 'train', options(1, true)) as TickStream;
    window.advance(15 * (back + 1));
    const found = window.window(15, 0);
    const text = [...(found.values['symbol'] ?? [])].map((one) => letters[one]).join('');
    // B e B … E e E with e twice the same; the inner part by Reber's own diagram.
    expect(text).toMatch(/^B([TP])B(TS*X|P)(?:T|VPX|XT*VPX)*.*E\1E$/);
    expect(text).toHaveLength(15);
    expect(isReber(text.slice(3, -3))).toBe(true);
    const next = [...(found.values['next'] ?? [])];
    expect(next.filter((one) => one >= 0)).toEqual([letters.indexOf(text[1] ?? '')]);
    expect(next[12]).toBe(letters.indexOf(text[13] ?? ''));
  }
  expect(values['symbol']).toHaveLength(15);
});

/** Reber's diagram, walked by hand: state → letter → state. */
function isReber(text: string): boolean {
  const diagram: Record<number, Record<string, number>> = {
    0: { T: 1, P: 2 },
    1: { S: 1, X: 3 },
    2: { T: 2, V: 4 },
    3: { X: 2, S: 5 },
    4: { P: 3, V: 5 },
    5: {},
  };
  let state: number | undefined = 0;
  for (const letter of text) state = state === undefined ? undefined : diagram[state]?.[letter];
  return state === 5;
}

it('brackets close in the order they were opened, the outermost last', () => {
  const dataset = bracketsTicks(task('brackets', { pairs: 3, distance: 9, asked: 'all' }));
  for (let number = 1; number <= 20; number++) {
    const stream = createTickStream(dataset, 'train', options(1, true)) as TickStream;
    stream.advance(10 * number);
    const symbols = [...(stream.window(10, 0).values['symbol'] ?? [])];
    const open: number[] = [];
    symbols.forEach((symbol, tick) => {
      if (symbol < 3) open.push(symbol);
      else expect(open.pop()).toBe(symbol - 3);
      expect(open.length > 0).toBe(tick < 9);
    });
  }
});
