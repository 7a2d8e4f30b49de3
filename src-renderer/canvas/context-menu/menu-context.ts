import type { Point } from '#diagram/layout/geometry';
import type { CanvasView } from '../canvas-view.svelte';
import type { QuickAdd } from '../quick-add/quick-add.svelte';

/** The parts of the canvas that the entries of its menus act on. */
export interface MenuCanvas {
  readonly view: CanvasView;
  readonly quickAdd: QuickAdd;
  fit(): void;
  arrange(): void;
}

/** What the entries of a menu act on: the canvas, and the point of the window at which it is opened. */
export interface MenuContext {
  canvas: MenuCanvas;
  at: Point;
}
