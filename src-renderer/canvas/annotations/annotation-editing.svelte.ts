import type { Point } from '#diagram/layout/geometry';
import { addNoteAt, frameSelection } from '../../editor/annotations-commands';
import { editor } from '../../editor/editor.svelte';
import { toFlowId } from './annotation-flow';

/** Which frame or note is being edited in place, by its id in Svelte Flow. */
class AnnotationEditing {
  #id = $state<string | null>(null);

  get isActive(): boolean {
    return this.#id !== null;
  }

  isEdited(kind: 'frame' | 'note', id: string): boolean {
    return this.#id === toFlowId(kind, id);
  }

  start(kind: 'frame' | 'note', id: string): void {
    this.#id = toFlowId(kind, id);
  }

  /** Ends editing; the focus returns to the frame or note, so that keys act on it. */
  end(): void {
    const id = this.#id;
    this.#id = null;
    if (id !== null)
      document.querySelector<HTMLElement>(`.svelte-flow__node[data-id="${id}"]`)?.focus();
  }
}

export const annotationEditing = new AnnotationEditing();

/** Gives a field the focus at once, for what is typed next; and again where what opened it has taken the focus back. */
export function focusSoon(field: HTMLInputElement | HTMLTextAreaElement): void {
  const focus = (): void => {
    if (document.activeElement === field) return;
    field.focus({ preventScroll: true });
    field.select();
  };
  focus();
  requestAnimationFrame(focus);
}

/** Draws a frame around the selection; its title is typed next. */
export function addFrameAround(): void {
  frameSelection();
  const [id] = editor.selection.frames;
  if (id !== undefined && editor.selection.nodes.length === 0) annotationEditing.start('frame', id);
}

/** Adds a note at a point of the canvas; its text is typed next. */
export function addNote(point: Point): void {
  addNoteAt(point);
  const [id] = editor.selection.notes;
  if (id !== undefined) annotationEditing.start('note', id);
}
