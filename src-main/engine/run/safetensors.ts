/**
 * Reads and writes the safetensors format: the length of a JSON header, the header, and the numbers. No npm package
 * that writes it is maintained. Example:
 *
 *     const bytes = encodeSafetensors([{ name: 'a/bias', shape: [2], values: Float32Array.of(1, 2) }]);
 *     decodeSafetensors(bytes, 'weights.safetensors').get('a/bias')?.values; // Float32Array [1, 2]
 */
import { z } from 'zod';
import type { WorkbenchError } from '#spec/errors';
import { parseJson } from '#spec/parse-json';
import { quote } from '#spec/quote';
import { sizeFromShape } from '#spec/shapes';
import { checkpointDamage } from './checkpoint-folder';

/** A named float32 array, the last index running fastest. */
export interface NamedArray {
  name: string;
  shape: number[];
  /** As many as the product of `shape`. */
  values: Float32Array;
}

const countSchema = z.int().nonnegative();
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(countSchema).max(16),
  data_offsets: z.tuple([countSchema, countSchema]),
});
type HeaderEntry = z.output<typeof entrySchema>;

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
 * the bytes do not fit the format or hold another type than float32. As the format requires, the arrays lie one after
 * the other and leave no byte over.
 */
export function decodeSafetensors(bytes: Buffer, file: string): Map<string, NamedArray> {
  const damage = (what: string): WorkbenchError =>
    checkpointDamage(`The weights in '${file}' are damaged: ${what}.`, file);
  if (bytes.length < 8) throw damage(`the file ends after ${bytes.length} bytes`);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  if (start > bytes.length)
    throw damage(`the header needs ${start} bytes and the file has ${bytes.length}`);
  const header = parseHeader(bytes.toString('utf8', 8, start), damage);
  let end = start;
  const arrays = header.map(({ name, dtype, shape, data_offsets: offsets }) => {
    if (dtype !== 'F32') throw damage(`${quote(name)} holds ${quote(dtype)}, not 'F32'`);
    const [from, to] = [start + offsets[0], start + offsets[1]];
    if (to > bytes.length) throw damage(`${quote(name)} ends at byte ${to} of ${bytes.length}`);
    if (to - from !== 4 * sizeFromShape(shape))
      throw damage(`${quote(name)} has ${to - from} bytes in shape [${shape.join(', ')}]`);
    if (from !== end) throw damage(`${quote(name)} begins at byte ${from} instead of ${end}`);
    end = to;
    const copy = new Uint8Array(bytes.subarray(from, to));
    return { name, shape, values: new Float32Array(copy.buffer) };
  });
  if (end !== bytes.length)
    throw damage(`its arrays end at byte ${end} and the file at ${bytes.length}`);
  return new Map(arrays.map((array) => [array.name, array]));
}

/** The arrays that the header describes, in the order of their bytes. */
function parseHeader(
  json: string,
  damage: (what: string) => WorkbenchError,
): (HeaderEntry & { name: string })[] {
  let header: unknown;
  try {
    header = parseJson(json);
  } catch {
    throw damage('the header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw damage('the header is not an object');
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const described = entries.map(([name, value]) => {
    const entry = entrySchema.safeParse(value);
    if (!entry.success)
      throw damage(`the header does not describe ${quote(name)} as the format requires`);
    return { name, ...entry.data };
  });
  return described.sort(({ data_offsets: a }, { data_offsets: b }) => a[0] - b[0] || a[1] - b[1]);
}
