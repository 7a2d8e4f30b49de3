import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareElements, shareStructure } from '../../../src-renderer/canvas/share-structure';

describe('sharing structure', () => {
  it('keeps the objects of parts that say the same, and takes those that do not', () => {
    const before = { place: { x: 1 }, list: [{ a: 1 }, { a: 2 }], text: 'old' };
    const shared = shareStructure(before, {
      place: { x: 1 },
      list: [{ a: 1 }, { a: 3 }],
      text: 'new',
    });
    expect(shared).toEqual({ place: { x: 1 }, list: [{ a: 1 }, { a: 3 }], text: 'new' });
    expect(shared.place).toBe(before.place);
    expect(shared.list[0]).toBe(before.list[0]);
    expect(shared.list[1]).not.toBe(before.list[1]);
  });

  it('notices a key or an item that is gone', () => {
    expect(shareStructure({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
    expect(shareStructure([1, 2], [1])).toEqual([1]);
    expect(shareStructure({ a: undefined }, {})).toEqual({});
  });

  it('equals the new value whatever was before, and is the old one if both are equal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(shareStructure(before, after)).toEqual(after);
        expect(shareStructure(before, structuredClone(before))).toBe(before);
      }),
    );
  });
});

describe('sharing elements', () => {
  const before = [
    { id: 'a', data: { name: 'a' }, measured: { width: 5 } },
    { id: 'b', data: { name: 'b' }, measured: { width: 6 } },
  ];
  const element = (id: string, name: string) => ({ id, data: { name } }) as (typeof before)[number];

  it('keeps elements by id, wherever they stand, with what only they have', () => {
    const shared = shareElements(before, [element('b', 'new'), element('a', 'a')]);
    expect(shared[1]).toBe(before[0]);
    expect(shared[0]).toEqual({ id: 'b', data: { name: 'new' }, measured: { width: 6 } });
  });

  it('keeps the list itself if nothing has changed', () => {
    expect(shareElements(before, [element('a', 'a'), element('b', 'b')])).toBe(before);
    expect(shareElements(before, [element('a', 'a')])).toEqual([before[0]]);
  });
});
