/** The change from one JSON value to another as assignments, such as `--set` takes them. */
import { isSameJson } from '../patch/same-json';

/** A setting with its new value. */
export interface Assignment {
  /** As `--set` has it: keys with dots between them, edges named by their ends. */
  path: string;
  value: unknown;
}

/**
 * The assignments that make `to` of `from`. An assignment cannot remove a key or make a list longer, so that the smallest
 * object or list around such a change is set as a whole.
 */
export function listAssignments(from: unknown, to: unknown, path = ''): Assignment[] {
  if (isSameJson(from, to)) return [];
  const whole = [{ path, value: to }];
  const [before, after] = [namedParts(from), namedParts(to)];
  if (!before || !after || before.isList !== after.isList) return whole;
  const names = [...after.parts.keys()];
  const isNarrower = [...before.parts.keys()].some((name) => !after.parts.has(name));
  const isReordered = before.isList && names.join('\n') !== [...before.parts.keys()].join('\n');
  if (isNarrower || isReordered) return whole;
  return names.flatMap((name) =>
    listAssignments(
      before.parts.get(name),
      after.parts.get(name),
      path === '' ? name : `${path}.${name}`,
    ),
  );
}

interface Parts {
  isList: boolean;
  parts: Map<string, unknown>;
}

/** What can be named on its own; null of a value that is none of an object and a list of objects. */
function namedParts(value: unknown): Parts | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value))
    return {
      isList: false,
      parts: new Map(Object.entries(value).filter(([, item]) => item !== undefined)),
    };
  const list: unknown[] = value;
  if (!list.every((item) => typeof item === 'object' && item !== null)) return null;
  const parts = new Map(list.map((item, index) => [partName(item, index), item]));
  return parts.size === list.length ? { isList: true, parts } : null;
}

function partName(item: unknown, index: number): string {
  const { from, to } = item as { from?: unknown; to?: unknown };
  return typeof from === 'string' && typeof to === 'string' ? `${from}->${to}` : String(index);
}
