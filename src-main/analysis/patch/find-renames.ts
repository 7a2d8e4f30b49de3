import type { Experiment } from '#spec/experiment';
import type { Model } from '#spec/model';
import { isSameJson } from './same-json';

/** A node that has another id than before. */
export interface Rename {
  from: string;
  to: string;
}

/**
 * The nodes that were renamed: of the same kind, with the same settings and the same neighbours as one that is gone. Two
 * nodes that are alike in all of it are told apart by neighbours that were recognised before; else they are none.
 */
export function findRenames(before: Experiment, after: Experiment): Rename[] {
  const renames: Rename[] = [];
  for (;;) {
    const found = findNextRenames(before.model, after.model, renames);
    if (found.length === 0) return renames;
    renames.push(...found);
  }
}

function findNextRenames(before: Model, after: Model, known: readonly Rename[]): Rename[] {
  const newIds = new Map(known.map(({ from, to }) => [from, to]));
  const recognised = new Set(known.map(({ to }) => to));
  const gone = Object.keys(before.nodes).filter((id) => !(id in after.nodes) && !newIds.has(id));
  const come = Object.keys(after.nodes).filter(
    (id) => !(id in before.nodes) && !recognised.has(id),
  );
  const openBefore = new Set(gone);
  const openAfter = new Set(come);
  const placeBefore = (id: string): string =>
    describePlace(before, id, (other) =>
      openBefore.has(other) ? null : (newIds.get(other) ?? other),
    );
  const placeAfter = (id: string): string =>
    describePlace(after, id, (other) => (openAfter.has(other) ? null : other));
  const candidatesOf = (from: string): string[] =>
    come.filter(
      (to) =>
        isSameJson(before.nodes[from], after.nodes[to]) && placeBefore(from) === placeAfter(to),
    );
  const pairs = gone.map((from) => ({ from, candidates: candidatesOf(from) }));
  return pairs.flatMap(({ from, candidates: [to, second] }) => {
    if (to === undefined || second !== undefined) return [];
    const rivals = pairs.filter(({ candidates }) => candidates.includes(to));
    return rivals.length === 1 ? [{ from, to }] : [];
  });
}

/** The edges of a node, with the names of its neighbours; `nameOf` is null for one that is not recognised yet. */
function describePlace(
  { edges }: Model,
  id: string,
  nameOf: (neighbour: string) => string | null,
): string {
  const places = edges.flatMap(({ from, to, delay }) => {
    if (from === id && to === id) return [['self', '', delay]];
    if (from === id) return [['to', nameOf(to), delay]];
    return to === id ? [['from', nameOf(from), delay]] : [];
  });
  return places
    .map((place) => JSON.stringify(place))
    .sort()
    .join();
}
