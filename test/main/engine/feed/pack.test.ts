import { expect, it } from 'vitest';
import type { Feed } from '#engine/feed/feed';
import { packFeed, packMap, unpackFeed, unpackMap } from '#engine/feed/pack';
import { tf, type Tensor } from '#tensorflow/backend/tf';
import { onPlainCpu } from '../helpers';

onPlainCpu();

it('unpacks a group by its whole prefix, whatever characters its names contain', () => {
  tf.tidy(() => {
    const state = new Map([
      ['a->b', tf.scalar(1)],
      ['past|a|0', tf.scalar(2)],
    ]);
    const record = {
      ...packMap('state', state),
      ...packMap('states', new Map([['a->b', tf.scalar(3)]])),
      ...packMap('a', new Map([['state|a->b', tf.scalar(4)]])),
      state: tf.scalar(5),
    };
    const found = unpackMap('state', record);
    expect([...found.keys()].sort()).toEqual(['a->b', 'past|a|0']);
    for (const [name, tensor] of state) expect(found.get(name)).toBe(tensor);
    expect(unpackMap('nothing', record).size).toBe(0);
  });
});

it('keeps several feeds of one record apart, including the parts that one of them lacks', () => {
  tf.tidy(() => {
    const clock = { offset: 3, ticks: 1 };
    const shape = { clock, rows: 1, history: 0, packed: new Set<string>(), columns: null };
    const full: Feed = {
      ...shape,
      scales: { x: 2 },
      fields: { x: tf.scalar(1), keep: tf.scalar(2) },
      resetMask: tf.ones([2, 1]),
      examples: tf.tensor1d([4], 'int32'),
    };
    const bare: Feed = { ...shape, fields: { x: tf.scalar(3) }, resetMask: null, examples: null };
    const record: Record<string, Tensor> = {
      ...packFeed('now', full),
      ...packFeed('now again', bare),
    };
    expect(Object.keys(record)).toHaveLength(5);
    const { scales } = full;
    const found = unpackFeed('now', record, { ...shape, scales });
    expect(found).toMatchObject({ ...shape, scales });
    expect(Object.keys(found.fields)).toEqual(['x', 'keep']);
    expect(found.fields['x']).toBe(full.fields['x']);
    expect(found.fields['keep']).toBe(full.fields['keep']);
    expect(found.resetMask).toBe(full.resetMask);
    expect(found.examples).toBe(full.examples);
    const other = unpackFeed('now again', record, shape);
    expect(Object.keys(other.fields)).toEqual(['x']);
    expect(other.fields['x']).toBe(bare.fields['x']);
    expect([other.resetMask, other.examples]).toEqual([null, null]);
  });
});
