import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '#engine/run/safetensors';

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
      "'b' holds F64, not F32",
      (bytes: Buffer) =>
        withHeader(bytes, { b: { dtype: 'F64', shape: [], data_offsets: [0, 8] } }),
    ],
    [
      "'b' has 8 bytes in shape [3]",
      (bytes: Buffer) =>
        withHeader(bytes, { b: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }),
    ],
  ])('throws for a damaged file: %s', (words, damage) => {
    expect(() => decodeSafetensors(damage(encodeSafetensors(arrays)), 'w.safetensors')).toThrow(
      words,
    );
  });
});
