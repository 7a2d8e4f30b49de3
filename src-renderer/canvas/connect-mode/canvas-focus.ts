import type { Point } from '#diagram/layout/geometry';
import { edgeId, type EdgeId } from '#spec/model';
import { framesOf, notesOf } from '../../editor/annotations';
import { editor } from '../../editor/editor.svelte';
import { builderPanels } from '../builder-panels.svelte';
import { annotationEditing } from '../annotations/annotation-editing.svelte';
import { toFlowId } from '../annotations/annotation-flow';
import { listItems, type CanvasItem } from './graph-order';
import { findNearest, type Direction } from './nearest';

const itemSelector = '.svelte-flow__node, .svelte-flow__edge';

/** What has the focus on the canvas; null where nothing on it has. */
export function focusedItem(element: Element | null = document.activeElement): CanvasItem | null {
  const id = element?.closest<HTMLElement>(itemSelector)?.dataset['id'];
  return listItems(editor.spec).find((item) => flowIdOf(item) === id) ?? null;
}

/** What Tab goes through: the items, then the parts that are missing, in the order in which they are drawn. */
type Stop = CanvasItem | { kind: 'ghost'; id: string };

function listStops(): Stop[] {
  const ghosts = document.querySelectorAll<HTMLElement>('[data-ghost]');
  return [
    ...listItems(editor.spec),
    ...[...ghosts].map((ghost): Stop => ({ kind: 'ghost', id: ghost.dataset['ghost'] ?? '' })),
  ];
}

/** The stop that has the focus; null where none has. */
export function focusedStop(element: Element | null = document.activeElement): Stop | null {
  const ghost = element?.closest<HTMLElement>('[data-ghost]')?.dataset['ghost'];
  return ghost === undefined ? focusedItem(element) : { kind: 'ghost', id: ghost };
}

/** What a key acts on: what has the focus, else what alone is selected. */
export function currentItem(): CanvasItem | null {
  return focusedItem() ?? selectedItem();
}

/** What alone is selected. */
export function selectedItem(): CanvasItem | null {
  const { nodes, edges, frames, notes } = editor.selection;
  const selected: CanvasItem[] = [
    ...nodes.map((id): CanvasItem => ({ kind: 'node', id })),
    ...edges.map((id): CanvasItem => ({ kind: 'edge', id })),
    ...frames.map((id): CanvasItem => ({ kind: 'frame', id })),
    ...notes.map((id): CanvasItem => ({ kind: 'note', id })),
  ];
  return selected.length === 1 ? (selected[0] ?? null) : null;
}

/** The id of an item among what Svelte Flow draws. */
function flowIdOf({ kind, id }: CanvasItem): string {
  return kind === 'frame' || kind === 'note' ? toFlowId(kind, id) : id;
}

/** Where an item stands; undefined for an edge. */
function placeOf({ kind, id }: CanvasItem): Point | undefined {
  if (kind === 'node') return editor.positions[id];
  return kind === 'frame' ? framesOf(editor.spec)[id] : notesOf(editor.spec)[id];
}

/** Gives an item the focus, and selects it. */
export function goTo(item: CanvasItem): void {
  editor.select({ [`${item.kind}s`]: [item.id] });
  focusItem(item);
}

/** A new card can have the focus once it is measured, some frames after it was added. */
const awaitedFrames = 12;

/** Gives an item the focus, as soon as it is drawn. Svelte Flow brings a focused node into view. */
export function focusItem(item: CanvasItem): void {
  const from = document.activeElement;
  const focus = (frame: number): void => {
    const { activeElement, body } = document;
    // The first frames are those in which what was left gives the focus back.
    if (frame > 2 && activeElement !== from && activeElement !== body) return;
    const element = [...document.querySelectorAll<HTMLElement>(itemSelector)].find(
      ({ dataset }) => dataset['id'] === flowIdOf(item),
    );
    element?.focus({ preventScroll: true });
    const isFocused = element !== undefined && element === document.activeElement;
    if (!isFocused && frame < awaitedFrames) requestAnimationFrame(() => focus(frame + 1));
  };
  focus(0);
}

/** Gives the focus to what is selected, else to the first node. */
export function goToSelected(): void {
  const [first] = listItems(editor.spec);
  const item = selectedItem() ?? first;
  if (item) goTo(item);
}

/** Leaves a list or a form over the canvas: what is selected has the focus again, else the canvas. */
export function returnToCanvas(canvas: HTMLElement | null | undefined): void {
  canvas?.focus({ preventScroll: true });
  const item = selectedItem();
  if (item) focusItem(item);
}

/** Goes to the next stop, or with -1 to the one before; false at the end, where the focus leaves the canvas. */
export function goThrough(by: 1 | -1): boolean {
  const stops = listStops();
  const current = focusedStop();
  const at = stops.findIndex(({ kind, id }) => kind === current?.kind && id === current.id);
  const next = at < 0 ? undefined : stops[at + by];
  if (!next) return false;
  if (next.kind === 'ghost') goToGhost(next.id);
  else goTo(next);
  return true;
}

function goToGhost(id: string): void {
  editor.select({});
  const ghosts = [...document.querySelectorAll<HTMLElement>('[data-ghost]')];
  ghosts.find(({ dataset }) => dataset['ghost'] === id)?.focus({ preventScroll: true });
}

/** Goes to the nearest node in a direction; from an edge to the node at that end. */
export function goInDirection(direction: Direction): void {
  const current = currentItem();
  if (!current) return goToSelected();
  if (current.kind === 'edge') {
    const edge = editor.spec.model.edges.find((candidate) => edgeId(candidate) === current.id);
    if (edge) goTo({ kind: 'node', id: direction === 'left' ? edge.from : edge.to });
    return;
  }
  const from = placeOf(current);
  const others = Object.keys(editor.positions).filter((id) => id !== current.id);
  const next = from ? findNearest(editor.positions, from, direction, others) : null;
  if (next !== null) goTo({ kind: 'node', id: next });
}

/** Goes to the first edge of a node, or to the one after the focused edge among those of the node that it leaves. */
export function goToNextEdge(): void {
  const current = currentItem();
  if (!current) return;
  const { edges } = editor.spec.model;
  const from =
    current.kind === 'node'
      ? current.id
      : edges.find((candidate) => edgeId(candidate) === current.id)?.from;
  const leaving = edges.filter((edge) => edge.from === from);
  const own = leaving.length > 0 ? leaving : edges.filter((edge) => edge.to === from);
  const ids = own.map(edgeId);
  const next = ids[(ids.indexOf(current.id as EdgeId) + 1) % ids.length];
  if (next !== undefined) goTo({ kind: 'edge', id: next });
}

/** Edits a frame or a note in place; else gives the focus to the first field of the settings of what is selected. */
export function editSettings(): void {
  const current = currentItem();
  if (current?.kind === 'frame' || current?.kind === 'note')
    return annotationEditing.start(current.kind, current.id);
  if (current) goTo(current);
  builderPanels.show('inspector');
  requestAnimationFrame(() =>
    document
      .querySelector<HTMLElement>(
        '[aria-label="Inspector"] :is(input, select, textarea, button):not(:disabled)',
      )
      ?.focus(),
  );
}
