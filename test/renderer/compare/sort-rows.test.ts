import { describe, expect, it } from 'vitest';
import { nextOrder, sortRows } from '../../../src-renderer/compare/sort-rows';

describe('sorting rows', () => {
  it('sorts numbers by size, and missing ones last in both directions', () => {
    const rows = [{ v: 10 }, { v: null }, { v: 9 }, { v: NaN }, { v: 100 }];
    const sorted = (descending: boolean) =>
      sortRows(rows, ({ v }) => v, descending).map(({ v }) => v);
    expect(sorted(false)).toEqual([9, 10, 100, null, NaN]);
    expect(sorted(true)).toEqual([100, 10, 9, null, NaN]);
  });

  it('sorts numbers in texts by size', () => {
    const rows = ['seed 10', 'seed 9', 'DNI'];
    expect(sortRows(rows, (text) => text, false)).toEqual(['DNI', 'seed 9', 'seed 10']);
  });

  it('rises, falls, and is as it was', () => {
    const rising = nextOrder(null, 'n');
    const falling = nextOrder(rising, 'n');
    expect(rising).toEqual({ column: 'n', descending: false });
    expect(falling).toEqual({ column: 'n', descending: true });
    expect(nextOrder(falling, 'n')).toBeNull();
    expect(nextOrder(falling, 'label')).toEqual({ column: 'label', descending: false });
  });
});
