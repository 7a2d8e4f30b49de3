import { expect, it } from 'vitest';
import { FrameBatch } from '../../../src-renderer/stores/frame-batch';

it('hands on the latest change of each key, once a frame', () => {
  const frames: (() => void)[] = [];
  const applied: [string, number][][] = [];
  const batch = new FrameBatch<number>(
    (changes) => applied.push([...changes]),
    (action) => frames.push(action),
  );
  batch.put('a', 1);
  batch.put('b', 2);
  batch.put('a', 3);
  expect(applied).toEqual([]);
  expect(batch.get('a')).toBe(3);
  expect(frames).toHaveLength(1);
  frames[0]?.();
  expect(applied).toEqual([
    [
      ['a', 3],
      ['b', 2],
    ],
  ]);
  expect(batch.get('a')).toBeUndefined();

  batch.put('c', 4);
  batch.flush();
  frames[1]?.();
  expect(applied).toHaveLength(2);
});
