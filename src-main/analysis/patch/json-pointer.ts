/** Where a JSON Pointer (RFC 6901) leads. */
import { quote } from '#spec/quote';

export interface Place {
  /** The object or the list that the last key is of. */
  holder: object;
  key: string;
  exists: boolean;
  value: unknown;
}

/** The keys of a pointer: `/model/nodes/h1` has three. */
export function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The place in a value, or why there can be none, to complete a sentence about an operation. */
export function findPlace(root: unknown, pointer: string): Place | string {
  if (!pointer.startsWith('/'))
    return 'has no path: it begins with a slash, such as /training/batch';
  const keys = keysOf(pointer);
  const last = keys.pop() ?? '';
  let holder: unknown = root;
  for (const [depth, key] of keys.entries()) {
    const inner = readOwn(holder, key);
    if (typeof inner !== 'object' || inner === null)
      return `leads through ${quote(`/${keys.slice(0, depth + 1).join('/')}`)}, where no object or list is`;
    holder = inner;
  }
  if (typeof holder !== 'object' || holder === null) return 'is about a value that is no object';
  if (last === '__proto__') return "names '__proto__', which is no setting";
  if (Array.isArray(holder) && last !== '-' && !isIndex(last))
    return `names ${quote(last)}, which is no number of a list item`;
  return { holder, key: last, exists: hasOwn(holder, last), value: readOwn(holder, last) };
}

function readOwn(holder: unknown, key: string): unknown {
  return hasOwn(holder, key) ? (holder as Record<string, unknown>)[key] : undefined;
}

function hasOwn(holder: unknown, key: string): boolean {
  if (typeof holder !== 'object' || holder === null) return false;
  if (Array.isArray(holder) && !isIndex(key)) return false;
  return Object.hasOwn(holder, key);
}

function isIndex(key: string): boolean {
  return /^(0|[1-9]\d*)$/.test(key);
}
