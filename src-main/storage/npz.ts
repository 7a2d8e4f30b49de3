/**
 * Writes NumPy's NPZ format: a ZIP archive, not compressed, of one `.npy` file for each array. `numpy.load` reads it.
 * Archives of 4 GiB and more would need another form of the format and are refused.
 */
import { WorkbenchError } from '#spec/errors';

export interface FloatArray {
  name: string;
  shape: readonly number[];
  /** Little-endian float32, the last index running fastest. */
  bytes: Uint8Array;
}

const maxBytes = 2 ** 32 - 1;
/** 1 January 1980, the first day of the format: the same arrays give the same bytes at any time. */
const dosDate = 0x0021;

/** Throws `validation` where the archive would have 4 GiB or more. */
export function encodeNpz(arrays: readonly FloatArray[]): Buffer {
  const parts: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const add = (part: Uint8Array): void => {
    parts.push(part);
    offset += part.length;
  };
  for (const array of arrays) {
    const name = Buffer.from(`${array.name}.npy`, 'utf8');
    const header = npyHeader(array.shape);
    const size = header.length + array.bytes.length;
    const fields = entryFields(crc32([header, array.bytes]), size, name.length);
    const start = offset;
    if (start + size > maxBytes) throw tooLarge();
    add(Buffer.concat([uint32(0x04034b50), fields, name, header]));
    add(array.bytes);
    directory.push(directoryEntry(fields, name, start));
  }
  const [start, bytes] = [offset, directory.reduce((sum, { length }) => sum + length, 0)];
  if (start + bytes > maxBytes) throw tooLarge();
  const count = uint16(arrays.length);
  const end = [
    uint32(0x06054b50),
    uint32(0),
    count,
    count,
    uint32(bytes),
    uint32(start),
    uint16(0),
  ];
  return Buffer.concat([...parts, ...directory, ...end]);
}

/** The header of a `.npy` file of version 1.0, padded so that the numbers begin at a multiple of 64. */
function npyHeader(shape: readonly number[]): Buffer {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
  return Buffer.concat([
    magic,
    uint16(length),
    Buffer.from(`${text.padEnd(length - 1)}\n`, 'latin1'),
  ]);
}

/** What the local header of a file and its entry in the directory have in common. */
function entryFields(checksum: number, size: number, nameLength: number): Buffer {
  const [version, utf8Names, stored] = [20, 0x0800, 0];
  const numbers = [uint16(version), uint16(utf8Names), uint16(stored), uint16(0), uint16(dosDate)];
  const sizes = [uint32(checksum), uint32(size), uint32(size), uint16(nameLength), uint16(0)];
  return Buffer.concat([...numbers, ...sizes]);
}

function directoryEntry(fields: Buffer, name: Buffer, start: number): Buffer {
  const [comment, disk, internal, external] = [uint16(0), uint16(0), uint16(0), uint32(0)];
  const rest = [comment, disk, internal, external, uint32(start), name];
  return Buffer.concat([uint32(0x02014b50), uint16(20), fields, ...rest]);
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

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(parts: readonly Uint8Array[]): number {
  let value = 0xffffffff;
  for (const part of parts)
    for (const byte of part) value = (value >>> 8) ^ (crcTable[(value ^ byte) & 0xff] as number);
  return (value ^ 0xffffffff) >>> 0;
}

function tooLarge(): WorkbenchError {
  return new WorkbenchError(
    'validation',
    'The weights have 4 GiB or more, which an NPZ file of the usual form cannot hold. Export them as safetensors.',
  );
}
