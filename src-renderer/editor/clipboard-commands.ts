import type { Point } from '#diagram/layout/geometry';
import {
  copyPart,
  findPasteOffset,
  formatClip,
  isEmptyClip,
  parseClip,
  pasteClip,
  type Clip,
} from './clipboard';
import { editor } from './editor.svelte';
import { session } from '../stores/session.svelte';

/** Copies, pastes and duplicates what is selected on the canvas. */

/** The selection as text for the clipboard; null where nothing that can be copied is selected. */
export function copySelection(): string | null {
  editor.settle();
  const clip = selectedPart();
  return isEmptyClip(clip) ? null : formatClip(clip);
}

/** Pastes text around a point of the canvas and selects what it added; notifies the user if it is no part of a model. */
export function pasteText(text: string, middle: Point): void {
  editor.settle();
  const clip = parseClip(text);
  if (typeof clip === 'string') session.notify(clip, 'error');
  else paste(clip, middle);
}

/** Adds a copy of the selection beside it. */
export function duplicateSelection(): void {
  editor.settle();
  const clip = selectedPart();
  if (!isEmptyClip(clip)) paste(clip, null);
}

function selectedPart(): Clip {
  return copyPart(editor.spec, editor.positions, editor.selection);
}

function paste(clip: Clip, middle: Point | null): void {
  const offset = findPasteOffset(clip, Object.values(editor.positions), middle);
  const { experiment, pasted } = pasteClip(editor.withAllPositions, clip, offset);
  editor.change(experiment);
  editor.select(pasted);
}
