import { describe, expect, it } from 'vitest';
import { newFloat32Column, newUint32Column } from '#storage/column-pool';

/** More numbers than a shared buffer has room for. */
const longLength = 100_000;

describe('columns of shared buffers', () => {
  it('are of the length that is asked for, filled with zeros, and do not overlap', () => {
    const lengths = [3, 0, 5, 1, longLength, 2];
    const columns = lengths.map((length, index) =>
      index % 2 === 0 ? newFloat32Column(length) : newUint32Column(length),
    );
    for (const [index, column] of columns.entries()) {
      expect([...new Set(column)]).toEqual(lengths[index] === 0 ? [] : [0]);
      column.fill(index + 1);
    }
    expect(columns.map((column) => column.length)).toEqual(lengths);
    for (const [index, column] of columns.entries())
      expect(column.every((value) => value === index + 1)).toBe(true);
  });

  it('are thousands in a few buffers, each of which is filled to its end', () => {
    const columns = Array.from({ length: 4000 }, () => newFloat32Column(64));
    // 4000 columns of 256 bytes are 3.9 buffers of 2 ** 18 bytes; the first may be in use already.
    expect(new Set(columns.map(({ buffer }) => buffer)).size).toBeLessThanOrEqual(5);
  });

  it('have a buffer of their own where they are longer than one', () => {
    const column = newUint32Column(longLength);
    expect(column.buffer.byteLength).toBe(4 * longLength);
  });
});
