import { describe, expect, it } from 'vitest';
import { bracketsTicks } from '#data/tasks/brackets';
import { copyTicks, repeatCopyTicks } from '#data/tasks/copy';
import { createGenerator } from '#data/random';
import { reberTicks } from '#data/tasks/reber';
import { recallTicks } from '#data/tasks/recall';
import { createTickStream, restoreTickStream, type TickStream } from '#data/streams/tick-stream';
import type { TickDataset } from '#data/streams/tick-dataset';
import { drawJsonMutants } from '../../../faults/mutants';
import { taskSchema, type TaskKind, type TaskOf } from '#spec/task';

function task<K extends TaskKind>(kind: K, more: Record<string, unknown> = {}): TaskOf<K> {
  return taskSchema.parse({ kind, ...more }) as TaskOf<K>;
}

const options = (rows: number, aligned = false, retainedTicks = 40) => ({
  rows,
  aligned,
  retainedTicks,
  generator: createGenerator(1, 'test'),
});

function open(dataset: TickDataset, rows: number, aligned = false): TickStream {
  const stream = createTickStream(dataset, 'train', options(rows, aligned));
  if (!stream) throw new Error('no training part');
  return stream;
}

/** A source that counts: label `n` is 10 · row + tick, from 0; a sequence begins every third tick. */
const counting: TickDataset = {
  name: 'counting',
  fields: { n: { kind: 'label', classes: 100 }, v: { kind: 'values', shape: [2] } },
  tables: {
    v: { kind: 'values', shape: [2], data: Float32Array.of(10, 11, 20, 21), scale: 0.5 },
  },
  hasSequences: true,
  open(split, { rows }) {
    if (split !== 'train') return null;
    let tick = 0;
    return {
      ticks: null,
      curriculum: null,
      next(into, at) {
        for (let row = 0; row < rows; row++)
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
  it('has the newest ticks, the history before them, and whether a sequence begins after them', () => {
    const stream = open(counting, 2);
    stream.advance(4);
    const now = stream.window(2, 1);
    // Ticks 1 (history), 2 and 3, two rows each.
    expect([...(now.values['n'] ?? [])]).toEqual([1, 11, 2, 12, 3, 13]);
    // Row 0 of the table (scale 0.5) at even ticks; no value at odd ticks.
    expect([...(now.values['v'] ?? [])]).toEqual([0, 0, 0, 0, 10, 11, 10, 11, 0, 0, 0, 0]);
    expect(now.scales).toEqual({ v: 0.5 });
    // Sequences begin at 0, 3, 6: not at 2, at 3, and not at 4, the tick after the newest.
    expect([...(now.begins ?? [])]).toEqual([0, 0, 1, 1, 0, 0]);
    const before = stream.window(1, 0, 2);
    expect([...(before.values['n'] ?? [])]).toEqual([1, 11]);
    expect([...(before.begins ?? [])]).toEqual([0, 0, 0, 0]);
    expect(stream.read).toBe(4);
  });

  it('has no labels before the start of the stream', () => {
    const stream = open(counting, 1);
    stream.advance(1);
    expect([...(stream.window(1, 2).values['n'] ?? [])]).toEqual([-1, -1, 0]);
  });

  it('has no labels, no values and no sequences after the end of the stream', () => {
    const given = { ...options(2), mostTicks: 2 };
    const stream = createTickStream(counting, 'train', given) as TickStream;
    expect(stream.ticks).toBe(2);
    stream.advance(4);
    const { values, begins } = stream.window(4, 0);
    expect([...(values['n'] ?? [])]).toEqual([0, 10, 1, 11, -1, -1, -1, -1]);
    expect([...(values['v'] ?? [])].slice(8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...(begins ?? [])]).toEqual([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    // As a target, a value that is not there is NaN.
    const targets = { ...counting, targets: ['v'] };
    const asked = createTickStream(targets, 'train', given) as TickStream;
    asked.advance(3);
    expect([...(asked.window(1, 0).values['v'] ?? [])]).toEqual([NaN, NaN, NaN, NaN]);
    // A split that ends before, has its own end: its source ends after 512 ticks.
    const recall = recallTicks(task('recall', { delay: 3 }));
    const ended = createTickStream(recall, 'test', { ...options(1), mostTicks: 900 });
    expect(ended?.ticks).toBe(512);
  });

  it('is null for splits that the task does not have', () => {
    expect(createTickStream(counting, 'test', options(1))).toBeNull();
  });

  it('is right after many advances that are longer than the retained past', () => {
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
  it('continues from a saved state with the same records', () => {
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

it('recall has the symbol of three ticks ago as the target of every tick', () => {
  const stream = open(recallTicks(task('recall', { delay: 3 })), 1);
  stream.advance(20);
  const { values, begins } = stream.window(20, 0);
  const symbols = [...(values['symbol'] ?? [])];
  expect([...(values['recalled'] ?? [])]).toEqual([-1, -1, -1, ...symbols.slice(0, 17)]);
  expect(begins).toBeNull();
});

it('copy has symbols, a delimiter, and blanks whose targets are the symbols', () => {
  const dataset = copyTicks(task('copy', { length: 3, symbols: 4, curriculum: false }));
  const stream = open(dataset, 1, true);
  stream.advance(7);
  const { values, begins } = stream.window(7, 0);
  const [a, b, c] = [...(values['input'] ?? [])];
  expect([...(values['input'] ?? [])]).toEqual([a, b, c, 4, 5, 5, 5]);
  expect([...(values['output'] ?? [])]).toEqual([-1, -1, -1, -1, a, b, c]);
  expect([...(begins ?? [])]).toEqual([1, 0, 0, 0, 0, 0, 0, 1]);
});

it('repeat copy encodes the repeats in the delimiter and ends with a marker', () => {
  const dataset = repeatCopyTicks(
    task('repeatCopy', { length: 2, repeats: 3, symbols: 2, curriculum: false }),
  );
  const stream = open(dataset, 1, true);
  stream.advance(10);
  const { values } = stream.window(10, 0);
  const [a = -1, b = -1] = [...(values['output'] ?? [])].slice(3, 5);
  expect([...(values['output'] ?? [])]).toEqual([-1, -1, -1, a, b, a, b, a, b, 2]);
  const row = (tick: number) => [...(values['input'] ?? [])].slice(4 * tick, 4 * tick + 4);
  expect(row(0)).toEqual([0, 1].map((symbol) => Number(symbol === a)).concat(0, 0));
  expect(row(2)[2]).toBe(1);
  expect(row(2)[3]).toBeCloseTo(0.3, 6);
  expect(row(3)).toEqual([0, 0, 0, 0]);
});

it('the curriculum grows after fifty reports below the threshold', () => {
  const stream = open(copyTicks(task('copy')), 1, true);
  const { curriculum } = stream;
  expect(curriculum).toMatchObject({ level: 0, sequenceLength: 3 });
  for (let i = 0; i < 49; i++) curriculum?.report(0.1);
  expect(curriculum?.level).toBe(0);
  curriculum?.report(0.1);
  expect(curriculum).toMatchObject({ level: 1, sequenceLength: 5 });
  for (let i = 0; i < 200; i++) curriculum?.report(0.2);
  expect(curriculum?.level).toBe(1);
});

it('reber strings fit the grammar, and the second symbol repeats as the last but one', () => {
  const dataset = reberTicks(task('reber', { distance: 12 }));
  const stream = open(dataset, 1, true);
  stream.advance(15 * 40);
  const letters = 'BTPSXVE';
  const { values } = stream.window(15, 0);
  for (let back = 0; back < 20; back++) {
    const window = createTickStream(dataset, 'train', options(1, true)) as TickStream;
    window.advance(15 * (back + 1));
    const { values: last } = window.window(15, 0);
    const text = [...(last['symbol'] ?? [])].map((symbol) => letters[symbol]).join('');
    // B e B … E e E with the same e twice; the inner part fits Reber's diagram.
    expect(text).toMatch(/^B([TP])B(TS*X|P)(?:T|VPX|XT*VPX)*.*E\1E$/);
    expect(text).toHaveLength(15);
    expect(isReber(text.slice(3, -3))).toBe(true);
    const next = [...(last['next'] ?? [])];
    expect(next.filter((symbol) => symbol >= 0)).toEqual([letters.indexOf(text[1] ?? '')]);
    expect(next[12]).toBe(letters.indexOf(text[13] ?? ''));
  }
  expect(values['symbol']).toHaveLength(15);
});

/** Whether Reber's diagram (state → letter → state) accepts the text. */
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

it('brackets close in the reverse order of opening, the outermost pair last', () => {
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

describe('a damaged saved state', () => {
  const datasets: TickDataset[] = [
    copyTicks(task('copy', { length: 3, curriculum: true })),
    repeatCopyTicks(task('repeatCopy', { length: 2, repeats: 2 })),
    reberTicks(task('reber')),
    bracketsTicks(task('brackets')),
    recallTicks(task('recall')),
  ];

  it.each(datasets.map((dataset) => [dataset.name, dataset] as const))(
    'of %s is noticed, or gives records of its fields',
    (_, dataset) => {
      const stream = open(dataset, 2);
      stream.advance(7);
      const state = stream.state();
      for (const mutate of drawJsonMutants(300, 20261203)) {
        const damaged = mutate(state);
        const where = damaged.slice(0, 500);
        let restored: TickStream | null;
        try {
          const json = JSON.parse(damaged) as typeof state;
          restored = restoreTickStream(dataset, 'train', options(2), json);
        } catch {
          continue;
        }
        restored?.advance(5);
        const { records } = restored?.state() ?? { records: [] };
        const fields = Object.entries(dataset.fields);
        for (let at = 0; at < records.length; at += 1 + fields.length)
          fields.forEach(([name, field], index) => {
            const value = records[at + 1 + index] ?? NaN;
            expect(value, where).toBeGreaterThanOrEqual(-1);
            if (field.kind === 'label')
              expect(value, `${name} ${where}`).toBeLessThan(field.classes);
          });
      }
    },
  );

  it('names rows of another batch and records that are no ticks', () => {
    const dataset = recallTicks(task('recall'));
    const state = open(dataset, 2).state();
    const restore = (changed: object): unknown =>
      restoreTickStream(dataset, 'train', options(2), { ...state, ...changed });
    restore({});
    const { rows } = state.source as { rows: unknown[] };
    for (const changed of [
      { source: { rows: rows.slice(1) } },
      { records: state.records.slice(1) },
      { records: [] },
      { records: [...state.records, ...state.records] },
      { records: state.records.map(() => 1000) },
    ])
      expect(() => restore(changed), JSON.stringify(changed)).toThrow(
        'the saved place in the data is damaged',
      );
  });
});
