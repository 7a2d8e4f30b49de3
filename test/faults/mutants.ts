/** Random damage to the bytes of a file: its arbitraries for fast-check, and how each is applied. */
import fc from 'fast-check';

/** A place in a file or a JSON value, as a fraction of its length. */
type Place = number;

type ByteEdit =
  | { op: 'flip'; at: Place; bit: number }
  | { op: 'cut'; at: Place }
  | { op: 'insert'; at: Place; bytes: Uint8Array }
  | { op: 'erase'; at: Place; length: number };
type JsonEdit =
  | { op: 'set'; at: Place; value: unknown }
  | { op: 'remove'; at: Place }
  | { op: 'rename'; at: Place; key: string }
  | { op: 'copy'; at: Place; from: Place }
  | { op: 'repeat'; at: Place; times: number }
  | { op: 'nest'; at: Place; depth: number };

export type Mutant =
  | { kind: 'bytes'; edits: ByteEdit[] }
  /** Of a safetensors file, the header. Other files that are not JSON stay as they are. */
  | { kind: 'json'; edits: JsonEdit[] }
  | { kind: 'content'; bytes: Uint8Array }
  /** A folder in its place. */
  | { kind: 'folder' }
  | { kind: 'missing' };

/** Every place as often: fast-check would otherwise prefer the ends. */
const place = fc.noBias(fc.nat(2 ** 30 - 1)).map((number) => number / 2 ** 30);
const bytes = fc.uint8Array({ maxLength: 40 });
const strangeKey = fc.constantFrom('', 'x', '__proto__', 'constructor', 'a/b', '../..', '->');
const strangeValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'x',
    [],
    {},
    0,
    -1,
    0.5,
    1e308,
    2 ** 53,
    2 ** 31,
    1e-320,
  ),
  fc.constantFrom('x'.repeat(100_000), '../../etc', '\n', '\0', '__proto__', 'NaN', '2020-01-01'),
  fc.jsonValue({ maxDepth: 3 }),
);

const byteEdit: fc.Arbitrary<ByteEdit> = fc.oneof(
  fc.record({ op: fc.constant('flip'), at: place, bit: fc.nat(7) }),
  fc.record({ op: fc.constant('cut'), at: place }),
  fc.record({ op: fc.constant('insert'), at: place, bytes }),
  fc.record({ op: fc.constant('erase'), at: place, length: fc.nat(100) }),
);
const jsonEdit: fc.Arbitrary<JsonEdit> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ op: fc.constant('set'), at: place, value: strangeValue }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('remove'), at: place }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('rename'), at: place, key: strangeKey }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('copy'), at: place, from: place }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('repeat'), at: place, times: fc.nat(300) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('nest'),
      at: place,
      depth: fc.constantFrom(10, 1000, 5000, 20_000),
    }),
  },
);
const jsonMutant: fc.Arbitrary<Mutant> = fc.record({
  kind: fc.constant('json'),
  edits: fc.array(jsonEdit, { minLength: 1, maxLength: 3 }),
});
const fileMutant: fc.Arbitrary<Mutant> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('bytes'),
      edits: fc.array(byteEdit, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 8, arbitrary: jsonMutant },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('content'), bytes }) },
  { weight: 1, arbitrary: fc.constantFrom<Mutant>({ kind: 'folder' }, { kind: 'missing' }) },
);

export function drawFileMutants(count: number, seed: number): Mutant[] {
  return fc.sample(fileMutant, { numRuns: count, seed });
}

/** Edits of a JSON value only, each given as the text of the edited value. */
export function drawJsonMutants(count: number, seed: number): ((value: unknown) => string)[] {
  const edits = fc.array(jsonEdit, { minLength: 1, maxLength: 3 });
  return fc
    .sample(edits, { numRuns: count, seed })
    .map((sample) => (value) => editJson(value, sample));
}

/** The damaged content; null for a file that is missing or a folder. */
export function applyMutant(mutant: Mutant, content: Buffer): Buffer | null {
  switch (mutant.kind) {
    case 'bytes':
      return mutant.edits.reduce(editBytes, content);
    case 'json':
      return editStructure(content, mutant.edits);
    case 'content':
      return Buffer.from(mutant.bytes);
    default:
      return null;
  }
}

function editBytes(content: Buffer, edit: ByteEdit): Buffer {
  const at = Math.floor(edit.at * content.length);
  const [before, after] = [content.subarray(0, at), content.subarray(at)];
  switch (edit.op) {
    case 'flip':
      return Buffer.concat([
        before,
        Buffer.of((after[0] ?? 0) ^ (1 << edit.bit)),
        after.subarray(1),
      ]);
    case 'cut':
      return before;
    case 'insert':
      return Buffer.concat([before, edit.bytes, after]);
    case 'erase':
      return Buffer.concat([
        before,
        Buffer.alloc(Math.min(edit.length, after.length)),
        after.subarray(edit.length),
      ]);
  }
}

function editStructure(content: Buffer, edits: readonly JsonEdit[]): Buffer {
  const value = parseJson(content.toString('utf8'));
  if (value !== undefined) return Buffer.from(editJson(value, edits));
  if (content.length < 8) return content;
  const end = 8 + Number(content.readBigUInt64LE(0));
  const header = end > content.length ? undefined : parseJson(content.toString('utf8', 8, end));
  if (header === undefined) return content;
  const text = Buffer.from(editJson(header, edits));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, content.subarray(end)]);
}

/** A value in an object or array. */
interface Slot {
  container: Record<string, unknown>;
  key: string;
}

const nestMark = '@nest-';

function editJson(value: unknown, edits: readonly JsonEdit[]): string {
  const root = { value: structuredClone(value) };
  for (const edit of edits) applyJsonEdit(root, edit);
  // Values nested too deep for JSON.stringify are put in as text.
  return (JSON.stringify(root.value) ?? 'null').replace(
    new RegExp(`"${nestMark}(\\d+)"`, 'g'),
    (_, depth: string) => '['.repeat(Number(depth)) + ']'.repeat(Number(depth)),
  );
}

function applyJsonEdit(root: Record<string, unknown>, edit: JsonEdit): void {
  const slots = slotsOf(root);
  const slot = slots[Math.floor(edit.at * slots.length)];
  if (!slot) return;
  const { container, key } = slot;
  const value = container[key];
  if (edit.op === 'set') define(container, key, edit.value);
  if (edit.op === 'nest') define(container, key, `${nestMark}${edit.depth}`);
  if (edit.op === 'remove') Reflect.deleteProperty(container, key);
  if (edit.op === 'copy') {
    const from = slots[Math.floor(edit.from * slots.length)];
    define(container, key, structuredClone(from?.container[from.key]));
  }
  if (edit.op === 'rename' && !Array.isArray(container)) {
    Reflect.deleteProperty(container, key);
    define(container, edit.key, value);
  }
  if (edit.op === 'repeat' && Array.isArray(value))
    define(
      container,
      key,
      Array.from({ length: edit.times }).flatMap(() => value as unknown[]),
    );
}

/** An own property also where the key is `__proto__`. */
function define(container: Record<string, unknown>, key: string, value: unknown): void {
  const all = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(container, key, all);
}

function slotsOf(container: Record<string, unknown>): Slot[] {
  return Object.keys(container).flatMap((key) => {
    const value = container[key];
    const below =
      typeof value === 'object' && value !== null ? slotsOf(value as Slot['container']) : [];
    return [{ container, key }, ...below];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
