import type { FileNumbers } from './float32';

/** A number type of IDX files: unsigned and signed bytes, shorts, ints, floats, doubles. */
export interface IdxType {
  name: 'u8' | 'i8' | 'i16' | 'i32' | 'f32' | 'f64';
  /** Bytes of one number. */
  bytes: number;
}

/** The number types by their code, which is the third byte of a file. */
export const idxTypes: Readonly<Record<number, IdxType>> = {
  0x08: { name: 'u8', bytes: 1 },
  0x09: { name: 'i8', bytes: 1 },
  0x0b: { name: 'i16', bytes: 2 },
  0x0c: { name: 'i32', bytes: 4 },
  0x0d: { name: 'f32', bytes: 4 },
  0x0e: { name: 'f64', bytes: 8 },
};

/** The big-endian numbers in `bytes`: unsigned bytes as a view, 32-bit floats as such, all others as doubles. */
export function parseIdxNumbers({ name, bytes: size }: IdxType, bytes: Uint8Array): FileNumbers {
  if (name === 'u8') return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = {
    i8: (at: number) => view.getInt8(at),
    i16: (at: number) => view.getInt16(at),
    i32: (at: number) => view.getInt32(at),
    f32: (at: number) => view.getFloat32(at),
    f64: (at: number) => view.getFloat64(at),
  }[name];
  const count = bytes.length / size;
  const numbers = name === 'f32' ? new Float32Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) numbers[i] = read(i * size);
  return numbers;
}
