import { getContext, onDestroy, setContext } from 'svelte';
import type { CanvasState } from './canvas-state.svelte';

const key = Symbol('canvas');
let shown: CanvasState | null = null;

/** Gives the canvas to the components that Svelte Flow creates in it, and to the command palette. */
export function provideCanvas(canvas: CanvasState): CanvasState {
  shown = canvas;
  onDestroy(() => {
    if (shown === canvas) shown = null;
  });
  return setContext(key, canvas);
}

export function useCanvas(): CanvasState {
  return getContext(key);
}

/** The canvas that the window shows; null in other views. */
export function shownCanvas(): CanvasState | null {
  return shown;
}
