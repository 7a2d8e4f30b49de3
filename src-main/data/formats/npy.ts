import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { isGzipped, readBytes, readHead } from '#files/read-bytes';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { sizeFromShape } from '#spec/shapes';
import { describeNotFinite } from './finite';
import type { FileNumbers } from './float32';
import { readNpyHeader, type NpyHeader, type NpyType, type MakeError } from './npy-header';

/** The array of an NPY file in C order: the last index runs fastest, whatever the order in the file. */
export interface NpyArray {
  kind: NpyType['kind'];
  shape: number[];
  /**
   * Unsigned bytes and booleans as bytes, floats of 16 and 32 bits with 32, all others as doubles (whole numbers exact up
   * to 2⁵³). All are finite with 32 bits.
   */
  data: FileNumbers;
}

/**
 * Reads an array that numpy.save wrote. The package npyjs is not used: it reads no big-endian numbers, accepts files
 * that are cut off, and leaves Fortran order to the caller. Throws a WorkbenchError that names the file: as `readBytes`
 * where it cannot be read, `validation` where it does not fit the format.
 */
export async function readNpy(path: string): Promise<NpyArray> {
  const invalid = errorsOf(path);
  const bytes = await readBytes(path);
  const header = readNpyHeader(bytes, invalid);
  const count = assertSize(header, bytes.length, invalid);
  const data = readNumbers(header, bytes, count);
  const { type, shape } = header;
  const wrong = type.kind === 'f' ? describeNotFinite(data, shape) : null;
  if (wrong !== null)
    throw invalid(
      `has ${wrong}.`,
      'All must be numbers that 32 bits can hold; mend that row, or leave it out.',
    );
  return { kind: type.kind, shape, data };
}

/** Throws as `readNpy` where the header of the file, or its size, shows that it cannot be read. Reads no numbers. */
export async function assertNpyBeginning(path: string): Promise<void> {
  const bytes = await readHead(path, maxHeaderBytes);
  if (isGzipped(bytes)) return;
  const invalid = errorsOf(path);
  assertSize(readNpyHeader(bytes, invalid), (await stat(path)).size, invalid);
}

/** A header of version 1 of the format; NumPy writes others only for records. */
const maxHeaderBytes = 10 + 2 ** 16;

function errorsOf(path: string): MakeError {
  return (what, mend = 'Get the file again.') =>
    new WorkbenchError('validation', `${quote(basename(path))} ${what} ${mend}`, { path });
}

/** The count of the numbers. Throws where there are none, or the file has another size. */
function assertSize({ type, shape, start }: NpyHeader, bytes: number, invalid: MakeError): number {
  if (shape.length === 0)
    throw invalid('holds a single number, not an array.', 'Its rows must be examples or ticks.');
  if (shape.includes(0))
    throw invalid(`is empty: its shape is ${shapeText(shape)}.`, 'Save an array with rows.');
  const count = sizeFromShape(shape);
  const expected = start + count * type.bytes;
  if (bytes !== expected)
    throw invalid(
      bytes < expected
        ? `says in its header that its shape is ${shapeText(shape)} (${expected} bytes), but ends after byte ${bytes}.`
        : `says in its header that its shape is ${shapeText(shape)}, but goes on after byte ${expected}, to byte ${bytes}.`,
    );
  return count;
}

/** The shape as NumPy prints it: `(3, 4)`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

function readNumbers(
  { type, shape, isFortran, start }: NpyHeader,
  bytes: Buffer,
  count: number,
): FileNumbers {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, count * type.bytes);
  const read = createNumberReader(view, type);
  const data = allocateArray(type, count);
  const fileIndex = isFortran ? fortranIndex(shape) : (index: number) => index;
  for (let i = 0; i < count; i++) data[i] = read(fileIndex(i) * type.bytes);
  return data;
}

function allocateArray({ kind, bytes }: NpyType, count: number): FileNumbers {
  if (kind === 'f' && bytes <= 4) return new Float32Array(count);
  return bytes === 1 && kind !== 'i' ? new Uint8Array(count) : new Float64Array(count);
}

function createNumberReader(
  view: DataView,
  { kind, bytes, littleEndian }: NpyType,
): (at: number) => number {
  switch (`${kind}${bytes}`) {
    case 'b1':
      return (at) => (view.getUint8(at) === 0 ? 0 : 1);
    case 'i1':
      return (at) => view.getInt8(at);
    case 'i2':
      return (at) => view.getInt16(at, littleEndian);
    case 'i4':
      return (at) => view.getInt32(at, littleEndian);
    case 'i8':
      return (at) => Number(view.getBigInt64(at, littleEndian));
    case 'u2':
      return (at) => view.getUint16(at, littleEndian);
    case 'u4':
      return (at) => view.getUint32(at, littleEndian);
    case 'u8':
      return (at) => Number(view.getBigUint64(at, littleEndian));
    case 'f2':
      return (at) => float16(view.getUint16(at, littleEndian));
    case 'f4':
      return (at) => view.getFloat32(at, littleEndian);
    case 'f8':
      return (at) => view.getFloat64(at, littleEndian);
    default:
      return (at) => view.getUint8(at);
  }
}

/** The number that 16 bits hold: a sign, an exponent of 5 bits and a fraction of 10 (IEEE 754 binary16). */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Maps the position of a number in C order to its position in Fortran order. */
function fortranIndex(shape: readonly number[]): (index: number) => number {
  let stride = 1;
  const axes = shape
    .map((size) => {
      const axis = { size, stride };
      stride *= size;
      return axis;
    })
    .reverse();
  return (index) => {
    let rest = index;
    let place = 0;
    for (const axis of axes) {
      place += (rest % axis.size) * axis.stride;
      rest = Math.floor(rest / axis.size);
    }
    return place;
  };
}
