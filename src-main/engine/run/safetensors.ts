import { WorkbenchError } from '#spec/errors';

// The format is a length, a JSON header and the numbers; no npm package that writes it is kept up.

/** A named array of float32 numbers, row by row. */
export interface NamedArray {
  name: string;
  shape: number[];
  values: Float32Array;
}

interface HeaderEntry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/**
 * The bytes of a safetensors file: header length (8 bytes, little-endian), header JSON padded with
 * spaces to a multiple of 8, then the numbers in order, little-endian float32.
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
 * The arrays of a safetensors file by name; copies, independent of `bytes`. Throws a WorkbenchError
 * that names `file` where the bytes do not fit the format or hold other numbers than float32.
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
  let header: Record<string, HeaderEntry>;
  try {
    header = JSON.parse(bytes.toString('utf8', 8, start)) as Record<string, HeaderEntry>;
  } catch {
    throw damaged('the header is not JSON');
  }
  const arrays = new Map<string, NamedArray>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = entry;
    if (dtype !== 'F32') throw damaged(`'${name}' holds ${dtype}, not F32`);
    const [from, to] = [start + offsets[0], start + offsets[1]];
    if (to > bytes.length) throw damaged(`'${name}' ends at byte ${to} of ${bytes.length}`);
    const own = new Uint8Array(bytes.subarray(from, to));
    arrays.set(name, { name, shape, values: new Float32Array(own.buffer) });
  }
  return arrays;
}
