/**
 * Curves as bytes, as `runs.curves` returns them. Layout, little-endian:
 *
 *     u32     length of the header
 *     JSON    header: the curves, with a number in place of each column, and the columns as [type, length]
 *     columns in this order, each at a multiple of eight bytes from the start
 *
 * Equal columns, such as the steps of all metrics that are measured at the same evaluations, are stored once. Decoded
 * columns are views of the bytes: nothing is copied.
 */
import { WorkbenchError } from '../spec/errors';
import type { Curve, NumberColumn, Points } from '../spec/curves';

// Node and browsers have both; the library of ECMAScript, on which this folder relies, has neither.
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}

const columnTypes = {
  f4: Float32Array,
  f8: Float64Array,
  u4: Uint32Array,
  u2: Uint16Array,
} as const;
type ColumnType = keyof typeof columnTypes;
type Column = NumberColumn | Uint32Array | Uint16Array;

/** The number of a column in the header. */
type Reference = number;
type EncodedPoints = { [F in keyof Points]: Reference };
interface EncodedCurve
  extends EncodedPoints, Omit<Curve, keyof Points | 'lower' | 'upper' | 'n' | 'raw' | 'runs'> {
  lower: Reference | null;
  upper: Reference | null;
  n: Reference | null;
  raw: EncodedPoints | null;
  runs: (EncodedPoints & { runId: string })[];
}
interface Header {
  columns: [type: ColumnType, length: number][];
  curves: EncodedCurve[];
}

const alignment = 8;
const headerStart = 4;

export function encodeCurves(curves: readonly Curve[]): Uint8Array {
  const table = new ColumnTable();
  const encodePoints = ({ x, y, breaks }: Points): EncodedPoints => ({
    x: table.add(x),
    y: table.add(y),
    breaks: table.add(breaks),
  });
  const encoded = curves.map((curve): EncodedCurve => ({
    ...curve,
    ...encodePoints(curve),
    lower: curve.lower && table.add(curve.lower),
    upper: curve.upper && table.add(curve.upper),
    n: curve.n && table.add(curve.n),
    raw: curve.raw && encodePoints(curve.raw),
    runs: curve.runs.map((run) => ({ runId: run.runId, ...encodePoints(run) })),
  }));
  const { columns } = table;
  const header: Header = {
    columns: columns.map((column) => [typeOf(column), column.length]),
    curves: encoded,
  };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const start = aligned(headerStart + headerBytes.length);
  const size = columns.reduce((sum, { byteLength }) => sum + aligned(byteLength), start);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, headerBytes.length, true);
  bytes.set(headerBytes, headerStart);
  let offset = start;
  for (const column of columns) {
    bytes.set(bytesOf(column), offset);
    offset += aligned(column.byteLength);
  }
  return bytes;
}

/** The curves of bytes that `encodeCurves` has made. Throws WorkbenchError `internal` for other bytes. */
export function decodeCurves(bytes: Uint8Array): Curve[] {
  try {
    // Views need columns at multiples of their size, which a part of another buffer need not give.
    return decode(bytes.byteOffset % alignment === 0 ? bytes : bytes.slice());
  } catch {
    throw new WorkbenchError('internal', 'The workbench sent curves that this window cannot read.');
  }
}

function decode(bytes: Uint8Array): Curve[] {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const text = new TextDecoder().decode(bytes.subarray(headerStart, headerStart + length));
  const { columns, curves } = JSON.parse(text) as Header;
  let offset = bytes.byteOffset + aligned(headerStart + length);
  const views = columns.map(([type, count]) => {
    const view = new columnTypes[type](bytes.buffer as ArrayBuffer, offset, count);
    offset += aligned(view.byteLength);
    return view;
  });
  const column = <C extends Column>(reference: Reference): C => views[reference] as C;
  const decodePoints = (points: EncodedPoints): Points => ({
    x: column<NumberColumn>(points.x),
    y: column<NumberColumn>(points.y),
    breaks: column<Uint32Array>(points.breaks),
  });
  return curves.map((curve) => ({
    ...curve,
    ...decodePoints(curve),
    lower: curve.lower === null ? null : column<NumberColumn>(curve.lower),
    upper: curve.upper === null ? null : column<NumberColumn>(curve.upper),
    n: curve.n === null ? null : column<Uint16Array>(curve.n),
    raw: curve.raw && decodePoints(curve.raw),
    runs: curve.runs.map((run) => ({ runId: run.runId, ...decodePoints(run) })),
  }));
}

/** Distinct columns in the order in which they were added. */
class ColumnTable {
  readonly columns: Column[] = [];
  readonly #byObject = new Map<Column, Reference>();
  readonly #byHash = new Map<number, Reference[]>();

  add(column: Column): Reference {
    const known = this.#byObject.get(column) ?? this.#addContent(column);
    this.#byObject.set(column, known);
    return known;
  }

  #addContent(column: Column): Reference {
    const hash = hashOf(column);
    const candidates = this.#byHash.get(hash) ?? [];
    const equal = candidates.find((reference) => isEqual(this.columns[reference], column));
    if (equal !== undefined) return equal;
    const reference = this.columns.push(column) - 1;
    this.#byHash.set(hash, [...candidates, reference]);
    return reference;
  }
}

/** As FNV-1a, of whole words. */
function hashOf(column: Column): number {
  let hash = 0x811c9dc5 ^ column.length;
  const words = wordsOf(column);
  for (let at = 0; at < words.length; at += 1)
    hash = Math.imul(hash ^ (words[at] as number), 0x01000193);
  return hash;
}

/** Compares bytes, so that NaN equals NaN and 0 does not equal -0. */
function isEqual(a: Column | undefined, b: Column): boolean {
  if (a?.length !== b.length || typeOf(a) !== typeOf(b)) return false;
  const [left, right] = [wordsOf(a), wordsOf(b)];
  for (let index = 0; index < left.length; index += 1)
    if (left[index] !== right[index]) return false;
  return true;
}

/** The bits as whole numbers of four bytes, or of the two that each number has. */
function wordsOf(column: Column): Uint32Array | Uint16Array {
  const { buffer, byteOffset, byteLength } = column;
  return column instanceof Uint16Array
    ? column
    : new Uint32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4);
}

function bytesOf({ buffer, byteOffset, byteLength }: Column): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

function typeOf(column: Column): ColumnType {
  if (column instanceof Float32Array) return 'f4';
  if (column instanceof Float64Array) return 'f8';
  return column instanceof Uint32Array ? 'u4' : 'u2';
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
