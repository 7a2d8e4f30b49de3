import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { messageOf, WorkbenchError } from '#spec/errors';
import { sizeOf } from '#spec/shapes';
import { readNpyHeader, type NpyHeader, type NpyType, type Refuse } from './npy-header';

/** What an NPY file holds, the last index running fastest, whatever the file's order. */
export interface NpyArray {
  kind: NpyType['kind'];
  shape: number[];
  /** Bytes and truths as bytes, other whole numbers exact up to 2⁵³, floats finite. */
  data: Uint8Array | Float32Array | Float64Array;
}

/**
 * Reads an array that numpy.save wrote. Own code, since npyjs reads no big-endian numbers, takes files that
 * are cut short and leaves Fortran order to its caller. Throws a WorkbenchError that names the file and what
 * is wrong with it.
 */
export async function readNpy(path: string): Promise<NpyArray> {
  const refuse: Refuse = (what, mend = 'Get the file again.') =>
    new WorkbenchError('validation', `'${basename(path)}' ${what} ${mend}`, { path });
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new WorkbenchError('notFound', `'${path}' cannot be read: ${messageOf(error)}.`);
  });
  const header = readNpyHeader(bytes, refuse);
  const { type, shape, start } = header;
  if (shape.length === 0)
    throw refuse('holds a single number, not an array.', 'Its rows must be examples or ticks.');
  if (shape.includes(0))
    throw refuse(`is empty: its shape is ${shapeText(shape)}.`, 'Save an array with rows.');
  const count = sizeOf(shape);
  const expected = start + count * type.bytes;
  if (bytes.length !== expected)
    throw refuse(
      bytes.length < expected
        ? `says in its header that its shape is ${shapeText(shape)} (${expected} bytes), but ends after byte ${bytes.length}.`
        : `says in its header that its shape is ${shapeText(shape)}, but goes on after byte ${expected}, to byte ${bytes.length}.`,
    );
  const data = numbersOf(header, bytes, count);
  if (data instanceof Float32Array) {
    const wrong = data.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0)
      throw refuse(
        `has ${wordFor(data[wrong] ?? 0)} at [${indexOf(wrong, shape).join(', ')}].`,
        'All must be numbers that 32 bits can hold; mend that row, or leave it out.',
      );
  }
  return { kind: type.kind, shape, data };
}

/** `(3, 4)`, as NumPy says it. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

function numbersOf(
  { type, shape, isFortran, start }: NpyHeader,
  bytes: Buffer,
  count: number,
): NpyArray['data'] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, count * type.bytes);
  const read = readerOf(view, type);
  const data = arrayFor(type, count);
  const place = isFortran ? fortranPlace(shape) : (index: number) => index;
  for (let i = 0; i < count; i++) data[i] = read(place(i) * type.bytes);
  return data;
}

function arrayFor({ kind, bytes }: NpyType, count: number): NpyArray['data'] {
  if (kind === 'f') return new Float32Array(count);
  return kind !== 'i' && bytes === 1 ? new Uint8Array(count) : new Float64Array(count);
}

function readerOf(view: DataView, { kind, bytes, littleEndian }: NpyType): (at: number) => number {
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
    case 'f4':
      return (at) => view.getFloat32(at, littleEndian);
    case 'f8':
      return (at) => view.getFloat64(at, littleEndian);
    default:
      return (at) => view.getUint8(at);
  }
}

/** Where a number lies in a file whose first index runs fastest, by its place where the last one does. */
function fortranPlace(shape: readonly number[]): (index: number) => number {
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

/** The index of a number by its place, the last index running fastest. */
function indexOf(place: number, shape: readonly number[]): number[] {
  let rest = place;
  return shape
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .reverse();
}

function wordFor(value: number): string {
  return Number.isNaN(value) ? 'nan (not a number)' : 'a number that is infinite or too large';
}
