import { describe, expect, it } from 'vitest';
import type { TickDataset } from '#data/streams/tick-dataset';
import { isStream, openDataSource, type DataSource, type TrainingData } from '#engine/feed/source';
import { WorkbenchError } from '#spec/errors';
import { experiment, waveDataset } from '../helpers';

const { training } = experiment({
  training: { steps: 1, batch: 2, shuffle: false, optimizer: { kind: 'sgd', rate: 1 } },
});

const open = (data: TrainingData, from: Parameters<typeof openDataSource>[1]['from'] = null) =>
  openDataSource(data, { training, pastTicks: 4, columns: null, from });

/** Two rows that count their ticks, the second from 100 on; a sequence starts every third tick. */
const counting: TickDataset = {
  name: 'counting',
  fields: { tick: { kind: 'label', classes: 200 } },
  tables: {},
  hasSequences: true,
  open(split) {
    if (split !== 'train') return null;
    let tick = 0;
    return {
      ticks: null,
      curriculum: null,
      next(into, at) {
        tick += 1;
        into.set([tick % 3 === 1 ? 1 : 0, tick, tick % 3 === 1 ? 1 : 0, 100 + tick], at);
      },
      state: () => tick,
      restore: (state) => void (tick = state as number),
    };
  },
};

const kindOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof WorkbenchError ? error.kind : String(error);
  }
  return 'none';
};

it('distinguishes streams from sets of examples', () => {
  expect([isStream(counting), isStream(waveDataset(1, 3))]).toEqual([true, false]);
});

describe('a set of examples', () => {
  const data = waveDataset(1, 3);
  const next = (source: DataSource): number[] => {
    source.advance(1);
    return [...(source.window(1, 0, 0).values['label'] ?? [])];
  };

  it('returns batch after batch in file order, and continues from a saved state', () => {
    // Labels 0, 1, 2: example number times 7, modulo 3.
    const source = open(data);
    expect([next(source), next(source)]).toEqual([
      [0, 1],
      [2, 0],
    ]);
    const saved = JSON.parse(JSON.stringify(source.state())) as ReturnType<DataSource['state']>;
    expect(next(open(data, saved))).toEqual([1, 2]);
    expect(source.curriculum).toBeNull();
    const { rows, history, clock, begins } = source.window(1, 0, 0);
    expect({ rows, history, clock, begins }).toEqual({
      rows: 2,
      history: 0,
      clock: { offset: 0, ticks: 1 },
      begins: null,
    });
  });

  it('throws where a window is read before the first advance', () => {
    expect(() => open(data).window(1, 0, 0)).toThrow('read yet');
  });
});

describe('streams of ticks', () => {
  it('return the newest ticks, with the history before them', () => {
    const source = open(counting);
    source.advance(3);
    source.advance(2);
    const { values, clock, rows, history, begins } = source.window(2, 1, 0);
    expect({ clock, rows, history }).toEqual({
      clock: { offset: 3, ticks: 2 },
      rows: 2,
      history: 1,
    });
    expect([...(values['tick'] ?? [])]).toEqual([3, 103, 4, 104, 5, 105]);
    // Ticks 4 and 5, and 6 after the window.
    expect([...(begins ?? [])]).toEqual([1, 1, 0, 0, 0, 0]);
  });

  it('return a window that ended some ticks ago', () => {
    const source = open(counting);
    source.advance(5);
    const { values, clock } = source.window(2, 0, 2);
    expect(clock).toEqual({ offset: 1, ticks: 2 });
    expect([...(values['tick'] ?? [])]).toEqual([2, 102, 3, 103]);
  });

  it('continue from a saved state', () => {
    const source = open(counting);
    source.advance(2);
    const saved = JSON.parse(JSON.stringify(source.state())) as ReturnType<DataSource['state']>;
    const restored = open(counting, saved);
    for (const one of [source, restored]) {
      one.advance(1);
      const { values, clock } = one.window(2, 0, 0);
      expect(clock.offset).toBe(1);
      expect([...(values['tick'] ?? [])]).toEqual([2, 102, 3, 103]);
    }
  });

  it('need a training part', () => {
    const empty = { ...counting, open: () => null };
    expect(kindOf(() => open(empty))).toBe('validation');
  });
});

it('rejects a saved state of the other kind of data', () => {
  const [set, stream] = [waveDataset(1, 3), counting];
  expect(kindOf(() => open(set, open(stream).state()))).toBe('conflict');
  expect(kindOf(() => open(stream, open(set).state()))).toBe('conflict');
});
