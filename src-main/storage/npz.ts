/**
 * Writes NumPy's NPZ format: a ZIP archive, not compressed, of one `.npy` file for each array. `numpy.load` reads it. Where
 * the archive has 4 GiB and more, or more than 65,534 arrays, its directory has the form ZIP64.
 */
import crc32 from 'crc-32';
import { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';

/** Little-endian float32, float64 or int64, or texts of so many characters, each of 4 bytes. */
export type NumpyType = '<f4' | '<f8' | '<i8' | `<U${number}`;

export interface NpzArray {
  name: string;
  dtype: NumpyType;
  /** Empty for a single value. */
  shape: readonly number[];
  /** The last index runs fastest. */
  bytes: Uint8Array;
}

const max16 = 2 ** 16 - 1;
const max32 = 2 ** 32 - 1;
/** 1 January 1980, the first day of the format: the same arrays give the same bytes at any time. */
const dosDate = 0x0021;
/** The versions of the ZIP format that plain entries and those of ZIP64 need. */
const [plainVersion, zip64Version] = [20, 45];

/** The whole archive. Throws `validation` where an array has 4 GiB or more. */
export function encodeNpz(arrays: readonly NpzArray[]): Buffer {
  const writer = new NpzWriter();
  return Buffer.concat([...arrays.flatMap((array) => writer.add(array)), writer.finish()]);
}

/** An archive that is made array by array: it is what `add` and, at the end, `finish` return, one after the other. */
export class NpzWriter {
  readonly #directory: Buffer[] = [];
  #offset = 0;

  /** Throws `validation` where the array has 4 GiB or more. */
  add({ name, dtype, shape, bytes }: NpzArray): Uint8Array[] {
    const file = Buffer.from(`${name}.npy`, 'utf8');
    const header = npyHeader(dtype, shape);
    const size = header.length + bytes.length;
    if (size > max32) throw tooLarge(name);
    const checksum = crc32.buf(bytes, crc32.buf(header)) >>> 0;
    const fields = entryFields(checksum, size, file.length);
    this.#directory.push(directoryEntry(fields, file, this.#offset));
    const local = Buffer.concat([uint32(0x04034b50), uint16(plainVersion), fields, uint16(0)]);
    const parts = [Buffer.concat([local, file, header]), bytes];
    this.#offset += parts.reduce((sum, { length }) => sum + length, 0);
    return parts;
  }

  /** The directory of the archive. */
  finish(): Buffer {
    const entries = Buffer.concat(this.#directory);
    const [count, start, size] = [this.#directory.length, this.#offset, entries.length];
    const isLarge = count >= max16 || start >= max32 || size >= max32;
    const counts = [Math.min(count, max16), Math.min(count, max16)].map(uint16);
    const places = [Math.min(size, max32), Math.min(start, max32)].map(uint32);
    const end = [uint32(0x06054b50), uint32(0), ...counts, ...places, uint16(0)];
    return Buffer.concat([entries, ...(isLarge ? [zip64End(count, start, size)] : []), ...end]);
  }
}

/** The header of a `.npy` file of version 1.0, padded so that the numbers begin at a multiple of 64. */
function npyHeader(dtype: NumpyType, shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${dtype}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
  return Buffer.concat([
    magic,
    uint16(length),
    Buffer.from(`${text.padEnd(length - 1)}\n`, 'latin1'),
  ]);
}

/** What the local header of a file and its entry in the directory have in common, but for the length of the extra field. */
function entryFields(checksum: number, size: number, nameLength: number): Buffer {
  const [utf8Names, stored] = [0x0800, 0];
  const numbers = [uint16(utf8Names), uint16(stored), uint16(0), uint16(dosDate)];
  const sizes = [uint32(checksum), uint32(size), uint32(size), uint16(nameLength)];
  return Buffer.concat([...numbers, ...sizes]);
}

/** An entry beyond 4 GiB has its place in an extra field of ZIP64. */
function directoryEntry(fields: Buffer, name: Buffer, start: number): Buffer {
  const isFar = start >= max32;
  const extra = isFar ? Buffer.concat([uint16(0x0001), uint16(8), uint64(start)]) : Buffer.alloc(0);
  const versions = [plainVersion, isFar ? zip64Version : plainVersion].map(uint16);
  const [comment, disk, internal, external] = [uint16(0), uint16(0), uint16(0), uint32(0)];
  const place = uint32(Math.min(start, max32));
  const rest = [uint16(extra.length), comment, disk, internal, external, place, name, extra];
  return Buffer.concat([uint32(0x02014b50), ...versions, fields, ...rest]);
}

/** The end of the directory in the form of ZIP64, with the record that tells where it is. */
function zip64End(count: number, start: number, size: number): Buffer {
  const sizeOfRest = 44;
  const versions = [zip64Version, zip64Version].map(uint16);
  const numbers = [count, count, size, start].map(uint64);
  const end = [uint32(0x06064b50), uint64(sizeOfRest), ...versions, uint64(0), ...numbers];
  const [disk, disks] = [uint32(0), uint32(1)];
  return Buffer.concat([...end, uint32(0x07064b50), disk, uint64(start + size), disks]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function tooLarge(name: string): WorkbenchError {
  return new WorkbenchError(
    'validation',
    `The array ${quote(name)} has 4 GiB or more, which one array of an NPZ file cannot have. Choose another format.`,
  );
}
