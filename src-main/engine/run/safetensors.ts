/**
 * Reads and writes the safetensors format: the length of a JSON header, the header, and the numbers. No npm package
 * that writes it is maintained. Example:
 *
 *     const bytes = encodeSafetensors([{ name: 'a/bias', shape: [2], values: Float32Array.of(1, 2) }]);
 *     decodeSafetensors(bytes, 'weights.safetensors').get('a/bias')?.values; // Float32Array [1, 2]
 */
import { WorkbenchError } from '#spec/errors';
import { sizeFromShape } from '#spec/shapes';

/** A named float32 array, the last index running fastest. */
export interface NamedArray {
  name: string;
  shape: number[];
  /** As many as the product of `shape`. */
  values: Float32Array;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * The bytes of a safetensors file: the length of the header (8 bytes, little-endian), the header as JSON padded with
 * spaces to a multiple of 8, then the numbers of all arrays in order, little-endian float32.
 */
export function encodeSafetensors(
  arrays: readonly NamedArray[],
  metadata: Readonly<Record<string, string>> = {},
): Buffer {
  const header: Record<string, HeaderEntry | Record<string, string>> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, values } of arrays) {
    const end = offset + values.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const padding = (8 - (json.length % 8)) % 8;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length + padding));
  return Buffer.concat([
    length,
    json,
    Buffer.alloc(padding, ' '),
    ...arrays.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
  ]);
}

/**
 * The arrays of a safetensors file by name, as copies of the bytes. Throws `validation`, with the name `file`, where
 * the bytes do not fit the format or hold another type than float32.
 */
export function decodeSafetensors(bytes: Buffer, file: string): Map<string, NamedArray> {
  const damaged = (what: string): WorkbenchError =>
    new WorkbenchError(
      'validation',
      `The weights in '${file}' are damaged: ${what}. Resume from an earlier checkpoint.`,
    );
  if (bytes.length < 8) throw damaged(`the file ends after ${bytes.length} bytes`);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  if (start > bytes.length)
    throw damaged(`the header needs ${start} bytes and the file has ${bytes.length}`);
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8', 8, start));
  } catch {
    throw damaged('the header is not JSON');
  }
  if (typeof header !== 'object' || header === null) throw damaged('the header is not an object');
  const arrays = new Map<string, NamedArray>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    if (!isHeaderEntry(entry))
      throw damaged(`the header does not describe '${name}' as the format requires`);
    const { dtype, shape, data_offsets: offsets } = entry;
    if (dtype !== 'F32') throw damaged(`'${name}' holds ${dtype}, not F32`);
    const [from, to] = [start + offsets[0], start + offsets[1]];
    if (to > bytes.length) throw damaged(`'${name}' ends at byte ${to} of ${bytes.length}`);
    if (to - from !== 4 * sizeFromShape(shape))
      throw damaged(`'${name}' has ${to - from} bytes in shape [${shape.join(', ')}]`);
    const copy = new Uint8Array(bytes.subarray(from, to));
    arrays.set(name, { name, shape, values: new Float32Array(copy.buffer) });
  }
  return arrays;
}

function isHeaderEntry(value: unknown): value is HeaderEntry {
  const entry = (value ?? {}) as Partial<HeaderEntry>;
  const areNumbers = (list: unknown): boolean =>
    Array.isArray(list) && list.every((item) => Number.isInteger(item) && item >= 0);
  return (
    typeof entry.dtype === 'string' &&
    areNumbers(entry.shape) &&
    areNumbers(entry.data_offsets) &&
    entry.data_offsets?.length === 2
  );
}
