import type { Point } from '#diagram/layout/geometry';
import { countNoun } from '#spec/count-noun';
import { maxAnnotations } from '#spec/annotations';
import { addFrame, addNote, boxAround, boxesOf, framesOf, notesOf } from './annotations';
import { editor } from './editor.svelte';
import { session } from '../stores/session.svelte';

/** Adds frames and notes to the model on the canvas. */

/** Draws a frame around what is selected, and selects it, so that its title can be typed. */
export function frameSelection(): void {
  editor.settle();
  const box = boxAround(boxesOf(editor.spec, editor.positions, editor.selection));
  if (!box) {
    session.notify('Select nodes first: a frame is drawn around what is selected.', 'error');
    return;
  }
  if (!hasRoom(framesOf(editor.spec), 'frame')) return;
  const { experiment, id } = addFrame(editor.withAllPositions, box, 'Frame');
  editor.change(experiment);
  editor.select({ frames: [id] });
}

/** Adds an empty note at a point of the canvas, and selects it, so that its text can be typed. */
export function addNoteAt(point: Point): void {
  editor.settle();
  if (!hasRoom(notesOf(editor.spec), 'note')) return;
  const { experiment, id } = addNote(editor.withAllPositions, point);
  editor.change(experiment);
  editor.select({ notes: [id] });
}

function hasRoom(annotations: object, noun: string): boolean {
  const isFree = Object.keys(annotations).length < maxAnnotations;
  if (!isFree)
    session.notify(
      `A model has at most ${countNoun(maxAnnotations, noun)}; delete one of them first.`,
      'error',
    );
  return isFree;
}
