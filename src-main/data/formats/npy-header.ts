import type { WorkbenchError } from '#spec/errors';

/** A type of numbers: NumPy's letter of its kind (i, u, f; b is true or false) and a number's bytes. */
export interface NpyType {
  kind: 'b' | 'i' | 'u' | 'f';
  bytes: number;
  littleEndian: boolean;
}

export interface NpyHeader {
  type: NpyType;
  shape: number[];
  /** The first index runs fastest, not the last. */
  isFortran: boolean;
  /** The byte at which the numbers begin. */
  start: number;
}

/** Takes what is wrong with a file, without its name, and how to mend it. */
export type Refuse = (what: string, mend?: string) => WorkbenchError;

const magic = Buffer.from('\x93NUMPY', 'latin1');
const known = ['b1', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'f4', 'f8'];

/** What an NPY file (format 1, 2 or 3) says of its numbers. Throws by `refuse`. */
export function readNpyHeader(bytes: Buffer, refuse: Refuse): NpyHeader {
  if (!bytes.subarray(0, magic.length).equals(magic))
    throw bytes.subarray(0, 2).toString('latin1') === 'PK'
      ? refuse('is an archive (NPZ), not an NPY file.', 'Save each of its arrays with numpy.save.')
      : refuse('is no NPY file: it does not begin as one.', 'Write it with numpy.save.');
  const version = bytes[6] ?? 1;
  if (version < 1 || version > 3)
    throw refuse(`is of version ${version} of the NPY format; 1 to 3 are read.`);
  const before = version === 1 ? 10 : 12;
  if (bytes.length < before)
    throw refuse(`ends after byte ${bytes.length}, before its header is whole.`);
  const start = before + (version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  if (bytes.length < start)
    throw refuse(`ends after byte ${bytes.length}, within its header of ${start} bytes.`);
  const text = bytes.subarray(before, start).toString(version === 3 ? 'utf8' : 'latin1');
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape'\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  const type = /'descr'\s*:\s*('[^']*'|\[)/.exec(text)?.[1];
  if (order === undefined || sizes === undefined || type === undefined)
    throw refuse(
      'has a header that does not say the type, order and shape of its numbers.',
      'Write it with numpy.save.',
    );
  return {
    type: typeOf(type, refuse),
    shape: (sizes.match(/\d+/g) ?? []).map(Number),
    isFortran: order === 'True',
    start,
  };
}

/** `described` as in the file: `'<f8'`, or the beginning of a list. */
function typeOf(described: string, refuse: Refuse): NpyType {
  const name = described.replaceAll("'", '');
  const [order = '', kind = ''] = name;
  const asFloats = 'Save it as an array of one type of numbers, such as float32.';
  if (name === '[' || kind === 'V')
    throw refuse('holds records of several fields, not numbers of one type.', asFloats);
  if (kind === 'O') throw refuse('holds Python objects, not numbers.', asFloats);
  if (kind === 'c')
    throw refuse(
      'holds complex numbers.',
      'Save their real and imaginary parts as columns of an array of real ones.',
    );
  if (!known.includes(name.slice(1)) || !'<>|'.includes(order))
    throw refuse(`has the type '${name}', which is not read.`, asFloats);
  return {
    kind: kind as NpyType['kind'],
    bytes: Number(name.slice(2)),
    littleEndian: order !== '>',
  };
}
