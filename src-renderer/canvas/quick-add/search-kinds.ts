import { nodeCatalogue } from '#spec/node-catalogue';
import type { NodeKind } from '#spec/nodes';

/** The kinds that a text finds, those whose name begins with it first, then in the order given. */
export function searchKinds(kinds: readonly NodeKind[], text: string): NodeKind[] {
  const sought = text.trim().toLowerCase();
  return kinds
    .map((kind) => ({ kind, score: scoreKind(kind, sought) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ kind }) => kind);
}

/** 3: the name begins with the text; 2: a word of it does; 1: the text is in the name or the description; 0: not found. */
function scoreKind(kind: NodeKind, sought: string): number {
  const { label, description } = nodeCatalogue[kind];
  const names = [label, kind].map((name) => name.toLowerCase());
  if (names.some((name) => name.startsWith(sought))) return 3;
  const words = names.flatMap((name) => name.split(/[^a-z0-9]+/));
  if (words.some((word) => word.startsWith(sought))) return 2;
  return [...names, description.toLowerCase()].some((name) => name.includes(sought)) ? 1 : 0;
}
