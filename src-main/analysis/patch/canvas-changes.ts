import { countNoun } from '#spec/count-noun';
import type { Experiment } from '#spec/experiment';
import { abbreviate } from '#spec/quote';

/** What an edit has done to the places of nodes, to frames and to notes, in the words of both a list and a step. */
export interface CanvasChange {
  did: 'arranged' | 'moved' | 'added' | 'removed' | 'edited';
  /** `3 nodes`, `frame 'Encoder'`. */
  what: string;
  isPlural?: boolean;
}

type Canvas = NonNullable<Experiment['canvas']>;
interface Place {
  x: number;
  y: number;
}

/** Nothing where only nodes that are added or removed have or lose a place. */
export function listCanvasChanges(before: Experiment, after: Experiment): CanvasChange[] {
  const [old, next] = [before.canvas, after.canvas];
  return [
    ...compareNodes(before, after),
    ...compareBoxes(old?.frames, next?.frames, (frame) => `frame ${named(frame.title)}`.trim()),
    ...compareBoxes(old?.notes, next?.notes, (note) => `note ${named(note.text)}`.trim()),
  ];
}

function compareNodes(before: Experiment, after: Experiment): CanvasChange[] {
  const [old, next] = [positionsOf(before.canvas), positionsOf(after.canvas)];
  const kept = Object.keys(after.model.nodes).filter((id) => id in before.model.nodes);
  if (kept.some((id) => old[id] && !next[id])) return [{ did: 'arranged', what: 'nodes' }];
  const moved = kept.filter((id) => next[id] && !isSamePlace(old[id], next[id]));
  if (moved.length === 0) return [];
  // A node without a saved place was laid out: whether it stood elsewhere is not known.
  const isCounted = moved.every((id) => old[id]);
  const what = isCounted ? countNoun(moved.length, 'node') : 'nodes';
  return [{ did: 'moved', what, isPlural: !isCounted || moved.length > 1 }];
}

const positionsOf = (canvas: Canvas | undefined): Readonly<Record<string, Place | undefined>> =>
  canvas?.positions ?? {};

function compareBoxes<T extends Place>(
  old: Readonly<Record<string, T>> = {},
  next: Readonly<Record<string, T>> = {},
  name: (box: T) => string,
): CanvasChange[] {
  const changes: CanvasChange[] = [];
  for (const [id, box] of Object.entries(next)) {
    const was = old[id];
    if (!was) changes.push({ did: 'added', what: name(box) });
    else if (JSON.stringify({ ...was, x: 0, y: 0 }) !== JSON.stringify({ ...box, x: 0, y: 0 }))
      changes.push({ did: 'edited', what: name(box) });
    else if (!isSamePlace(was, box)) changes.push({ did: 'moved', what: name(box) });
  }
  for (const [id, box] of Object.entries(old))
    if (!(id in next)) changes.push({ did: 'removed', what: name(box) });
  return changes;
}

function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a?.x === b?.x && a?.y === b?.y;
}

const named = (text: string): string => {
  const [line = ''] = text.trim().split('\n');
  return line === '' ? '' : `'${abbreviate(line, 40)}'`;
};
