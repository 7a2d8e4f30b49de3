import { describe, expect, it } from 'vitest';
import {
  createBatchStream,
  sliceBatch,
  restoreBatchStream,
  type BatchStream,
  type BatchStreamState,
} from '#data/streams/batches';
import { sliceSplit, type Split } from '#data/dataset';
import { createGenerator } from '#data/random';
import { numbered } from '../helpers';

const drawIndices = (stream: BatchStream, batches: number): number[] =>
  Array.from({ length: batches }, () => [...stream.next().indices]).flat();

const shuffledStream = (split: Split, rows: number, seed = 1): BatchStream =>
  createBatchStream(split, { rows, shuffle: true, generator: createGenerator(seed, 'batches') });

describe('the stream of batches', () => {
  it('takes example (k · rows + j) mod count where it is not shuffled', () => {
    const stream = createBatchStream(numbered(7), {
      rows: 3,
      shuffle: false,
      generator: createGenerator(1, 'x'),
    });
    expect(drawIndices(stream, 5)).toEqual([0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0]);
  });

  it('takes every example once in an epoch where it is shuffled, in another order each epoch', () => {
    const drawn = drawIndices(shuffledStream(numbered(10), 4), 5);
    const [first, second] = [drawn.slice(0, 10), drawn.slice(10)];
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect([...first].sort((a, b) => a - b)).toEqual(all);
    expect([...second].sort((a, b) => a - b)).toEqual(all);
    expect(second).not.toEqual(first);
    expect(drawIndices(shuffledStream(numbered(10), 4), 5)).toEqual(drawn);
    expect(drawIndices(shuffledStream(numbered(10), 4, 2), 5)).not.toEqual(drawn);
  });

  it('has the same order of examples for every batch size', () => {
    expect(drawIndices(shuffledStream(numbered(10), 6), 10)).toEqual(
      drawIndices(shuffledStream(numbered(10), 4), 15),
    );
  });

  it('fills batches larger than the split, over several epochs', () => {
    const drawn = drawIndices(shuffledStream(numbered(3), 8), 3);
    for (let epoch = 0; epoch < 8; epoch++)
      expect(drawn.slice(3 * epoch, 3 * epoch + 3).sort()).toEqual([0, 1, 2]);
  });

  it('continues exactly from any state, also at the end of an epoch', () => {
    for (const shuffle of [true, false]) {
      const options = { rows: 4, shuffle };
      const stream = createBatchStream(numbered(10), {
        ...options,
        generator: createGenerator(9, 'x'),
      });
      const states: string[] = [];
      const drawn: number[][] = [];
      for (let k = 0; k < 12; k++) {
        states.push(JSON.stringify(stream.state()));
        drawn.push([...stream.next().indices]);
      }
      states.forEach((state, k) => {
        const resumed = restoreBatchStream(
          numbered(10),
          options,
          JSON.parse(state) as BatchStreamState,
        );
        expect(drawIndices(resumed, 12 - k)).toEqual(drawn.slice(k).flat());
      });
    }
  });

  it('throws for a state of a larger split', () => {
    const stream = shuffledStream(numbered(100), 60);
    stream.next();
    const restore = (count: number) => (): BatchStream =>
      restoreBatchStream(numbered(count), { rows: 60, shuffle: true }, stream.state());
    expect(restore(50)).toThrow(/example 60 of an epoch, but the training part has 50 examples/);
    expect(restore(60)).not.toThrow();
  });

  it('gives bytes as stored with their scale, and reuses its arrays', () => {
    const split: Split = {
      count: 3,
      columns: {
        image: {
          kind: 'values',
          shape: [1, 2, 1],
          data: Uint8Array.of(0, 255, 51, 102, 153, 204),
          scale: 1 / 255,
        },
        label: { kind: 'label', classes: 300, data: Int32Array.of(7, 299, 8) },
      },
    };
    const stream = createBatchStream(split, {
      rows: 2,
      shuffle: false,
      generator: createGenerator(1, 'x'),
    });
    const first = stream.next();
    expect([...(first.values['image'] ?? [])]).toEqual([0, 255, 51, 102]);
    expect(first.scales).toEqual({ image: 1 / 255 });
    expect(first.values['label']).toEqual(Int32Array.of(7, 299));
    const second = stream.next();
    expect([...second.indices]).toEqual([2, 0]);
    expect([...(second.values['image'] ?? [])]).toEqual([153, 204, 0, 255]);
    expect(second.values['label']).toEqual(Int32Array.of(8, 7));
    expect(second.values['image']).toBe(first.values['image']);
  });
});

describe('sliceBatch', () => {
  it('takes a range in file order, values as views on the stored ones', () => {
    const split = numbered(10);
    const batch = sliceBatch(split, 3, 6);
    expect(batch.rows).toBe(3);
    expect([...batch.indices]).toEqual([3, 4, 5]);
    expect(batch.values['x']).toEqual(Float32Array.of(3, 4, 5));
    expect(batch.values['x']?.buffer).toBe(split.columns['x']?.data.buffer);
    expect(batch.values['label']).toEqual(Int32Array.of(1, 0, 1));
  });
});

describe('sliceSplit', () => {
  it('gives views on the same arrays', () => {
    const split = numbered(10);
    const part = sliceSplit(split, 4, 7);
    expect(part.count).toBe(3);
    expect(part.columns['x']?.data).toEqual(Float32Array.of(4, 5, 6));
    expect(part.columns['x']?.data.buffer).toBe(split.columns['x']?.data.buffer);
  });
});
