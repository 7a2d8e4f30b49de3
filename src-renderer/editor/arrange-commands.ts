import { nodeSize, type Point } from '#diagram/layout/geometry';
import { framesOf, notesOf, withFramed, type Places } from './annotations';
import { align, distribute, type Alignment, type Axis, type Boxes } from './arrange';
import { editor } from './editor.svelte';
import { findBlock, repeatBlock, type Block } from './repeat';

/** Commands that arrange or repeat what is selected on the canvas. */

/** How many of the selected elements can be aligned: nodes and notes, not the frames around them. */
export function countAlignable(): number {
  return editor.selection.nodes.length + editor.selection.notes.length;
}

export function alignSelection(alignment: Alignment): void {
  moveSelection((boxes) => align(boxes, alignment));
}

export function distributeSelection(axis: Axis): void {
  moveSelection((boxes) => distribute(boxes, axis));
}

export function isAnythingMovable(): boolean {
  return countAlignable() + editor.selection.frames.length > 0;
}

/** Moves the selected nodes, notes and frames, with what is in the frames. */
export function nudgeSelection(direction: Point, pixels: number): void {
  const { nodes, frames, notes } = withFramed(editor.spec, editor.positions, editor.selection);
  const shift = <T extends Point>(
    items: Readonly<Record<string, T>>,
    ids: readonly string[],
  ): Record<string, Point> =>
    Object.fromEntries(
      ids.flatMap((id) => {
        const item = items[id];
        if (!item) return [];
        return [[id, { x: item.x + pixels * direction.x, y: item.y + pixels * direction.y }]];
      }),
    );
  const places = {
    nodes: shift(editor.positions, nodes),
    frames: shift(framesOf(editor.spec), frames),
    notes: shift(notesOf(editor.spec), notes),
  };
  editor.move(places, 'nudge');
}

/** The block that is selected, or why it cannot be repeated, as a sentence. */
export function findSelectedBlock(): Block | string {
  return findBlock(editor.spec, editor.selection.nodes);
}

/** Repeats the selected block, and selects the copies. */
export function repeatSelection(block: Block, count: number): void {
  editor.settle();
  const { experiment, ids } = repeatBlock(editor.withAllPositions, block, count, editor.positions);
  editor.change(experiment);
  editor.select({ nodes: ids });
}

function moveSelection(place: (boxes: Boxes) => Record<string, Point>): void {
  const { nodes, notes } = editor.selection;
  const boxes: Boxes = {
    ...prefixed('node', nodes, (id) => ({ ...editor.positions[id], ...nodeSize })),
    ...prefixed('note', notes, (id) => notesOf(editor.spec)[id]),
  } as Boxes;
  const placed = place(boxes);
  const take = (prefix: string, ids: readonly string[]): Record<string, Point> =>
    Object.fromEntries(
      ids.flatMap((id) => {
        const point = placed[`${prefix} ${id}`];
        return point ? [[id, point]] : [];
      }),
    );
  const places: Places = { nodes: take('node', nodes), notes: take('note', notes) };
  editor.move(places, 'align');
}

function prefixed<T>(
  prefix: string,
  ids: readonly string[],
  boxOf: (id: string) => T,
): Record<string, T> {
  return Object.fromEntries(ids.map((id) => [`${prefix} ${id}`, boxOf(id)]));
}
