/**
 * The change of a list of edges. RFC 6902 knows list items by their number alone; each operation on an edge is therefore
 * preceded by tests of its two ends, so that a patch never changes another edge than the one that it was made of.
 */
import { createPatch, type Operation } from 'rfc6902';
import { edgeId, type Edge } from '#spec/model';

/** Null where an edge is listed twice: it has no name of its own then. */
export function diffEdges(
  before: readonly Edge[],
  after: readonly Edge[],
  pointer: string,
): Operation[] | null {
  const [old, wanted] = [before.map(edgeId), after.map(edgeId)];
  if (hasRepeats(old) || hasRepeats(wanted)) return null;
  const operations: Operation[] = [];
  const names: string[] = [...old];
  const at = (index: number): string => `${pointer}/${index}`;

  for (let index = names.length - 1; index >= 0; index -= 1) {
    const edge = before[index];
    if (!edge || wanted.includes(edgeId(edge))) continue;
    operations.push(...testEnds(edge, at(index)), { op: 'remove', path: at(index) });
    names.splice(index, 1);
  }
  after.forEach((edge, index) => {
    const id = edgeId(edge);
    const place = names.indexOf(id);
    if (place === index) return;
    if (place < 0) operations.push({ op: 'add', path: at(index), value: edge });
    else {
      operations.push(...testEnds(edge, at(place)), {
        op: 'move',
        from: at(place),
        path: at(index),
      });
      names.splice(place, 1);
    }
    names.splice(index, 0, id);
  });
  after.forEach((edge, index) => {
    const previous = before.find((other) => edgeId(other) === edgeId(edge));
    for (const change of previous ? createPatch(previous, edge, replaceLists) : [])
      operations.push(...testEnds(edge, at(index)), within(change, at(index)));
  });
  return operations;
}

/** A list of numbers is one setting, and an object of another kind is another one: both are replaced as a whole. */
export function replaceLists(
  before: unknown,
  after: unknown,
  pointer: { toString(): string },
): Operation[] | undefined {
  if (!isList(before) && !isOfOtherKind(before, after)) return undefined;
  const isSame = createPatch(before, after).length === 0;
  return isSame ? [] : [{ op: 'replace', path: pointer.toString(), value: after }];
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function isOfOtherKind(before: unknown, after: unknown): boolean {
  const [kind, other] = [kindOf(before), kindOf(after)];
  return kind !== undefined && other !== undefined && kind !== other;
}

function kindOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
}

/** `createPatch` makes no other operations than these three. */
function within(operation: Operation, pointer: string): Operation {
  return { ...operation, path: pointer + operation.path };
}

function testEnds({ from, to }: Edge, pointer: string): Operation[] {
  return [
    { op: 'test', path: `${pointer}/from`, value: from },
    { op: 'test', path: `${pointer}/to`, value: to },
  ];
}

function hasRepeats(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}
