/** What is measured of the canvas with one large model, each the median of several. */
export interface CanvasFigures {
  /** From choosing the model in the menu to its last activity: processor time of window and server. */
  openSeconds: number;
  /** From the key press, key release or click that makes the edit to the next painted frame: processor time of the page's main thread. */
  settingMs: number;
  decoupleMs: number;
  moveMs: number;
  undoMs: number;
  /** The same on the clock, from the event to the painted frame, for the slowest kind of edit. */
  slowestEditWallMs: number;
  /** Processor time of the main thread for the edit with the most, with all that follows it: saving, checking, drawing the strip. */
  wholeEditMs: number;
  /** Frames a second while a node is dragged, and processor time of the main thread for each of them. */
  dragFps: number;
  dragFrameMs: number;
  panFps: number;
  panFrameMs: number;
}

/** The targets, for an idle machine of two cores. */
export const targets: Readonly<Partial<Record<keyof CanvasFigures, number>>> = {
  openSeconds: 1,
  settingMs: 50,
  decoupleMs: 50,
  moveMs: 50,
  undoMs: 50,
  dragFps: 50,
  panFps: 50,
};

export const titles: Readonly<Record<keyof CanvasFigures, string>> = {
  openSeconds: 'open, s of processor time',
  settingMs: 'change a setting, ms',
  decoupleMs: 'decouple an edge, ms',
  moveMs: 'move a node, ms',
  undoMs: 'undo, ms',
  slowestEditWallMs: 'the slowest of these, ms on the clock',
  wholeEditMs: 'the most of these with all that follows, ms',
  dragFps: 'drag a node, frames a second',
  dragFrameMs: 'the same, ms of processor time a frame',
  panFps: 'pan, frames a second',
  panFrameMs: 'the same, ms of processor time a frame',
};

/** What `--json` prints: figures by name of the model. */
export type CanvasReport = Record<string, CanvasFigures>;
