import type { WorkbenchError } from '#spec/errors';
import { quote } from '#spec/quote';
import { describeForeignFormat } from './foreign-format';

/** A number type: NumPy's letter of its kind (i, u, f; b for booleans) and the bytes of one number. */
export interface NpyType {
  kind: 'b' | 'i' | 'u' | 'f';
  bytes: number;
  littleEndian: boolean;
}

export interface NpyHeader {
  type: NpyType;
  shape: number[];
  /** Whether the array is in Fortran order: the first index runs fastest. */
  isFortran: boolean;
  /** Offset of the first number in the file. */
  start: number;
}

/** Makes an error from what is wrong with a file, without its name, and how to mend it. */
export type MakeError = (what: string, mend?: string) => WorkbenchError;

const magic = Buffer.from('\x93NUMPY', 'latin1');
const supportedTypes = ['b1', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'f2', 'f4', 'f8'];

/** Reads the header of an NPY file of format version 1, 2 or 3. Throws the errors that `invalid` makes. */
export function readNpyHeader(bytes: Buffer, invalid: MakeError): NpyHeader {
  if (!bytes.subarray(0, magic.length).equals(magic)) {
    const foreign = describeForeignFormat(bytes);
    throw bytes.subarray(0, 2).toString('latin1') === 'PK'
      ? invalid('is an archive (NPZ), not an NPY file.', 'Save each of its arrays with numpy.save.')
      : invalid(
          `is no NPY file: it ${foreign === null ? 'does not begin as one' : `is ${foreign}`}.`,
          'Write it with numpy.save.',
        );
  }
  const version = bytes[6] ?? 1;
  if (version < 1 || version > 3)
    throw invalid(`is of version ${version} of the NPY format; 1 to 3 are read.`);
  const before = version === 1 ? 10 : 12;
  if (bytes.length < before)
    throw invalid(`ends after byte ${bytes.length}, before its header is whole.`);
  const start = before + (version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  if (bytes.length < start)
    throw invalid(`ends after byte ${bytes.length}, within its header of ${start} bytes.`);
  const text = bytes.subarray(before, start).toString(version === 3 ? 'utf8' : 'latin1');
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  const type = /'descr'\s*:\s*('[^']*'|\[)/.exec(text)?.[1];
  if (order === undefined || sizes === undefined || type === undefined)
    throw invalid(
      'has a header that does not say the type, order and shape of its numbers.',
      'Write it with numpy.save.',
    );
  return {
    type: parseType(type, invalid),
    shape: (sizes.match(/\d+/g) ?? []).map(Number),
    isFortran: order === 'True',
    start,
  };
}

/** Parses `descr` as in the file: `'<f8'`, or `[` where a list begins. */
function parseType(described: string, invalid: MakeError): NpyType {
  const name = described.replaceAll("'", '');
  const [order = '', kind = ''] = name;
  const asFloats = 'Save it as an array of one type of numbers, such as float32.';
  if (name === '[' || kind === 'V')
    throw invalid('holds records of several fields, not numbers of one type.', asFloats);
  if (kind === 'O') throw invalid('holds Python objects, not numbers.', asFloats);
  if (kind === 'c')
    throw invalid(
      'holds complex numbers.',
      'Save their real and imaginary parts as columns of an array of real ones.',
    );
  if (!supportedTypes.includes(name.slice(1)) || !'<>|'.includes(order))
    throw invalid(`has the type ${quote(name)}, which is not read.`, asFloats);
  return {
    kind: kind as NpyType['kind'],
    bytes: Number(name.slice(2)),
    littleEndian: order !== '>',
  };
}
