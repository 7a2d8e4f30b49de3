import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '#engine/run/safetensors';
import { isCheckpointDamaged } from '#engine/run/checkpoint-folder';
import { applyMutant, drawFileMutants } from '../../../faults/mutants';

const arrays = [
  { name: 'a/kernel', shape: [2, 1], values: Float32Array.of(1, -2) },
  { name: 'b', shape: [], values: Float32Array.of(0.5) },
];

/** The bytes with another header of the same length; the numbers stay. */
function withHeader(bytes: Buffer, header: unknown): Buffer {
  const length = bytes.readUInt32LE(0);
  const text = JSON.stringify(header).padEnd(length);
  return Buffer.concat([bytes.subarray(0, 8), Buffer.from(text), bytes.subarray(8 + length)]);
}

describe('safetensors', () => {
  it('has the bytes that the format defines', () => {
    const bytes = encodeSafetensors(arrays, { step: '3' });
    const length = bytes.readUInt32LE(0);
    expect(bytes.readUInt32LE(4)).toBe(0);
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
      __metadata__: { step: '3' },
      'a/kernel': { dtype: 'F32', shape: [2, 1], data_offsets: [0, 8] },
      b: { dtype: 'F32', shape: [], data_offsets: [8, 12] },
    });
    expect([0, 4, 8].map((at) => bytes.readFloatLE(8 + length + at))).toEqual([1, -2, 0.5]);
    expect(bytes.length).toBe(8 + length + 12);
  });

  it('reads back what it wrote', () => {
    const read = decodeSafetensors(encodeSafetensors(arrays), 'w');
    expect([...read.values()]).toEqual(arrays);
  });

  it.each([
    ['ends after 3 bytes', (bytes: Buffer) => bytes.subarray(0, 3)],
    ['the header needs', (bytes: Buffer) => bytes.subarray(0, 40)],
    ["'b' ends at byte", (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['the header is not JSON', (bytes: Buffer) => bytes.fill('!', 8, 9)],
    ['the header is not an object', (bytes: Buffer) => withHeader(bytes, null)],
    [
      "the header does not describe 'b'",
      (bytes: Buffer) => withHeader(bytes, { b: { dtype: 'F32', shape: [], data_offsets: [8] } }),
    ],
    [
      "'b' holds 'F64', not 'F32'",
      (bytes: Buffer) =>
        withHeader(bytes, { b: { dtype: 'F64', shape: [], data_offsets: [0, 8] } }),
    ],
    [
      "'b' has 8 bytes in shape [3]",
      (bytes: Buffer) =>
        withHeader(bytes, { b: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }),
    ],
    ['the header is not an object', (bytes: Buffer) => withHeader(bytes, [])],
    [
      "the header does not describe 'b'",
      (bytes: Buffer) =>
        withHeader(bytes, { b: { dtype: 'F32', shape: [-1, -2], data_offsets: [0, 8] } }),
    ],
    [
      "the header does not describe 'b'",
      (bytes: Buffer) =>
        withHeader(bytes, { b: { dtype: 'F32', shape: [2.5], data_offsets: [0, 10] } }),
    ],
    [
      // Two names for the same bytes.
      "'b' begins at byte 144 instead of 152",
      (bytes: Buffer) =>
        withHeader(bytes, {
          a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
          b: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
        }),
    ],
    [
      "'b' begins at byte 148 instead of 144",
      (bytes: Buffer) =>
        withHeader(bytes, { b: { dtype: 'F32', shape: [2], data_offsets: [4, 12] } }),
    ],
    [
      'its arrays end at byte 152 and the file at 156',
      (bytes: Buffer) =>
        withHeader(bytes, { b: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }),
    ],
  ])('throws for a damaged file: %s', (words, damage) => {
    expect(() => decodeSafetensors(damage(encodeSafetensors(arrays)), 'w.safetensors')).toThrow(
      words,
    );
  });

  it('reads arrays whose bytes lie in another order than their names', () => {
    const header = JSON.stringify({
      last: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
      none: { dtype: 'F32', shape: [0, 7], data_offsets: [8, 8] },
      first: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    });
    const length = Buffer.alloc(8);
    length.writeUInt32LE(header.length);
    const values = Buffer.from(Float32Array.of(1, -2, 0.5).buffer);
    const bytes = Buffer.concat([length, Buffer.from(header), values]);
    const read = decodeSafetensors(bytes, 'w');
    expect([...read.values()].map(({ name, values }) => [name, [...values]])).toEqual([
      ['first', [1, -2]],
      ['none', []],
      ['last', [0.5]],
    ]);
  });

  it('reads any damaged file as arrays that fit their bytes, or names it', () => {
    const bytes = encodeSafetensors(arrays, { step: '3' });
    for (const mutant of drawFileMutants(4000, 20261203)) {
      const damaged = applyMutant(mutant, bytes);
      if (!damaged) continue;
      const where = JSON.stringify(mutant).slice(0, 500);
      try {
        for (const { shape, values } of decodeSafetensors(damaged, 'w.safetensors').values()) {
          expect(values.length, where).toBe(shape.reduce((size, each) => size * each, 1));
          expect(
            shape.every((size) => Number.isInteger(size) && size >= 0),
            where,
          ).toBe(true);
        }
      } catch (error) {
        if (!isCheckpointDamaged(error)) throw error;
        const { message } = error as Error;
        expect(message, where).toContain("'w.safetensors'");
        expect(message.length, where).toBeLessThan(500);
      }
    }
  });
});
