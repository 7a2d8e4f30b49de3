import { nodeSize, type Point } from '#diagram/layout/geometry';
import { frameSchema, minAnnotationSide, noteSchema } from '#spec/annotations';
import type { Frame, Note } from '#spec/annotations';
import type { Experiment } from '#spec/experiment';

/** The edits of frames and notes on the canvas, as pure functions: each returns a new experiment. */

/** A rectangle on the canvas in pixels at zoom 1; `x` and `y` are its top left corner. */
export interface Box extends Point {
  width: number;
  height: number;
}

/** Frames and notes by their ids, as they are selected. */
export interface AnnotationIds {
  frames: readonly string[];
  notes: readonly string[];
}

/** New places of nodes, frames and notes, by their ids. */
export interface Places {
  nodes?: Readonly<Record<string, Point>>;
  frames?: Readonly<Record<string, Point>>;
  notes?: Readonly<Record<string, Point>>;
}

/** Pixels between a frame and the nodes that it is drawn around; the title stands in the upper ones. */
export const framePadding = { side: 24, top: 44 };
const noteSize = { width: 200, height: 100 };

type Annotations<T> = Readonly<Record<string, T>>;

export function framesOf({ canvas }: Experiment): Annotations<Frame> {
  return canvas?.frames ?? {};
}

export function notesOf({ canvas }: Experiment): Annotations<Note> {
  return canvas?.notes ?? {};
}

export function addFrame(
  experiment: Experiment,
  box: Box,
  title: string,
): { experiment: Experiment; id: string } {
  const id = freeAnnotationId(framesOf(experiment), 'frame');
  const frame = frameSchema.parse({ title, ...roundBox(box) });
  return { experiment: withFrames(experiment, { ...framesOf(experiment), [id]: frame }), id };
}

/** Adds an empty note whose top left corner is at a point. */
export function addNote(
  experiment: Experiment,
  point: Point,
): { experiment: Experiment; id: string } {
  const id = freeAnnotationId(notesOf(experiment), 'note');
  const note = noteSchema.parse({ text: '', ...roundBox({ ...point, ...noteSize }) });
  return { experiment: withNotes(experiment, { ...notesOf(experiment), [id]: note }), id };
}

/** Changes a frame; an unknown id changes nothing. Throws a ZodError for invalid values. */
export function updateFrame(
  experiment: Experiment,
  id: string,
  values: Partial<Frame>,
): Experiment {
  const frame = framesOf(experiment)[id];
  if (!frame) return experiment;
  const changed = frameSchema.parse({ ...frame, ...values });
  return withFrames(experiment, { ...framesOf(experiment), [id]: changed });
}

/** Changes a note; an unknown id changes nothing. Throws a ZodError for invalid values. */
export function updateNote(experiment: Experiment, id: string, values: Partial<Note>): Experiment {
  const note = notesOf(experiment)[id];
  if (!note) return experiment;
  const changed = noteSchema.parse({ ...note, ...values });
  return withNotes(experiment, { ...notesOf(experiment), [id]: changed });
}

export function removeAnnotations(
  experiment: Experiment,
  { frames, notes }: AnnotationIds,
): Experiment {
  const withoutFrames =
    frames.length === 0
      ? experiment
      : withFrames(experiment, without(framesOf(experiment), frames));
  return notes.length === 0
    ? withoutFrames
    : withNotes(withoutFrames, without(notesOf(experiment), notes));
}

/** Moves nodes, frames and notes to new places; ids of nothing on the canvas are ignored. */
export function moveTo(experiment: Experiment, places: Places): Experiment {
  const { nodes = {}, frames = {}, notes = {} } = places;
  const moved = Object.entries(nodes).filter(([id]) => id in experiment.model.nodes);
  const positions = { ...experiment.canvas?.positions, ...Object.fromEntries(moved) };
  let changed: Experiment = { ...experiment, canvas: { ...experiment.canvas, positions } };
  for (const [id, { x, y }] of Object.entries(frames)) changed = updateFrame(changed, id, { x, y });
  for (const [id, { x, y }] of Object.entries(notes)) changed = updateNote(changed, id, { x, y });
  return changed;
}

/** What lies wholly within a frame: it moves with the frame. Frames within a frame do, too. */
export function findFramed(
  experiment: Experiment,
  positions: Readonly<Record<string, Point>>,
  id: string,
): AnnotationIds & { nodes: readonly string[] } {
  const frame = framesOf(experiment)[id];
  if (!frame) return { nodes: [], frames: [], notes: [] };
  const isWithin = (box: Box): boolean => containsBox(frame, box);
  const idsWithin = (boxes: Annotations<Box>): string[] =>
    Object.keys(boxes).filter((other) => isWithin(boxes[other] as Box));
  return {
    nodes: Object.keys(experiment.model.nodes).filter((node) => {
      const position = positions[node];
      return position !== undefined && isWithin({ ...position, ...nodeSize });
    }),
    frames: idsWithin(framesOf(experiment)).filter((other) => other !== id),
    notes: idsWithin(notesOf(experiment)),
  };
}

/** What moves with a selection: itself, and what lies within its frames. */
export function withFramed(
  experiment: Experiment,
  positions: Readonly<Record<string, Point>>,
  selected: AnnotationIds & { nodes: readonly string[] },
): Record<'nodes' | 'frames' | 'notes', string[]> {
  const framed = selected.frames.map((id) => findFramed(experiment, positions, id));
  const all = [selected, ...framed];
  const merge = (kind: 'nodes' | 'frames' | 'notes'): string[] => [
    ...new Set(all.flatMap((each) => each[kind])),
  ];
  return { nodes: merge('nodes'), frames: merge('frames'), notes: merge('notes') };
}

/** The box of a frame around other boxes; null around nothing. */
export function boxAround(boxes: readonly Box[]): Box | null {
  const bounds = boundsOf(boxes);
  if (!bounds) return null;
  const { side, top } = framePadding;
  return {
    x: bounds.x - side,
    y: bounds.y - top,
    width: Math.max(bounds.width + 2 * side, minAnnotationSide),
    height: Math.max(bounds.height + top + side, minAnnotationSide),
  };
}

/** The experiment without positions of nodes; frames and notes stay. */
export function withoutPositions(experiment: Experiment): Experiment {
  const { canvas, ...rest } = experiment;
  if (!canvas?.frames && !canvas?.notes && !canvas?.moduleNumbers) return rest;
  return { ...rest, canvas: { ...canvas, positions: {} } };
}

/**
 * Draws each frame around the nodes that it held when they stood at `before`, where they stand at `after`. A frame
 * that held none stays.
 */
export function refitFrames(
  old: Experiment,
  experiment: Experiment,
  before: Readonly<Record<string, Point>>,
  after: Readonly<Record<string, Point>>,
): Experiment {
  return Object.keys(framesOf(old)).reduce((changed, id) => {
    const { nodes } = findFramed(old, before, id);
    const box = boxAround(boxesOf(old, after, { nodes, frames: [], notes: [] }));
    return box ? updateFrame(changed, id, roundBox(box)) : changed;
  }, experiment);
}

/** The smallest box that holds all boxes; null where there are none. */
export function boundsOf(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}

/** Whether two boxes have an area in common. */
export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The boxes of nodes, frames and notes on the canvas. */
export function boxesOf(
  experiment: Experiment,
  positions: Readonly<Record<string, Point>>,
  ids: AnnotationIds & { nodes: readonly string[] },
): Box[] {
  return [
    ...ids.nodes.flatMap((id) => {
      const position = positions[id];
      return position ? [{ ...position, ...nodeSize }] : [];
    }),
    ...ids.frames.flatMap((id) => framesOf(experiment)[id] ?? []),
    ...ids.notes.flatMap((id) => notesOf(experiment)[id] ?? []),
  ];
}

export function withFrames(experiment: Experiment, frames: Record<string, Frame>): Experiment {
  const { positions = {}, notes } = experiment.canvas ?? {};
  return withCanvas(experiment, positions, frames, notes);
}

export function withNotes(experiment: Experiment, notes: Record<string, Note>): Experiment {
  const { positions = {}, frames } = experiment.canvas ?? {};
  return withCanvas(experiment, positions, frames, notes);
}

/** The first of `frame1`, `frame2`, ... that is not taken. */
export function freeAnnotationId(taken: object, stem: string): string {
  for (let number = 1; ; number++) if (!(`${stem}${number}` in taken)) return `${stem}${number}`;
}

/** Empty lists are left out, so that a model without annotations is saved as before there were any. */
function withCanvas(
  experiment: Experiment,
  positions: Record<string, Point>,
  frames: Record<string, Frame> | undefined,
  notes: Record<string, Note> | undefined,
): Experiment {
  const { moduleNumbers } = experiment.canvas ?? {};
  const canvas = {
    positions,
    ...(moduleNumbers ? { moduleNumbers } : {}),
    ...(frames && Object.keys(frames).length > 0 ? { frames } : {}),
    ...(notes && Object.keys(notes).length > 0 ? { notes } : {}),
  };
  return { ...experiment, canvas };
}

function containsBox(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function roundBox({ x, y, width, height }: Box): Box {
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.round(width),
    height: Math.round(height),
  };
}

function without<T>(record: Annotations<T>, ids: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([id]) => !ids.includes(id)));
}
