import { z } from 'zod';
import { computeLayout } from '#diagram/layout/compute-layout';
import { nodeSize, type Point } from '#diagram/layout/geometry';
import { framesSchema, maxAnnotations, notesSchema } from '#spec/annotations';
import { messageOf } from '#spec/errors';
import type { Experiment } from '#spec/experiment';
import { edgeId, edgeSchema, nodeIdSchema } from '#spec/model';
import { nodeSchema } from '#spec/nodes';
import { parseExperiment } from '#spec/parse-experiment';
import { parseJson } from '#spec/parse-json';
import {
  boundsOf,
  framesOf,
  freeAnnotationId,
  notesOf,
  withFrames,
  withNotes,
  type AnnotationIds,
  type Box,
} from './annotations';
import { withEdges } from './edge-edits';
import { findFreeNodeId } from './edits';
import { withUsedDecoupling } from './used-decoupling';

/**
 * A part of a model as text on the clipboard of the system, so that it can be pasted into another window, a mail or an
 * issue. The format is described in help (`files-on-disk.md`).
 */

const clipKind = 'dni-workbench.part';
const clipVersion = 1;
/** A part of a model takes some kilobytes; longer text is not parsed. */
const maxCharacters = 8 * 2 ** 20;

const pointSchema = z.strictObject({ x: z.number(), y: z.number() });

export const clipSchema = z.strictObject({
  kind: z.literal(clipKind),
  version: z.literal(clipVersion),
  nodes: z.record(nodeIdSchema, nodeSchema),
  edges: z.array(edgeSchema).default([]),
  positions: z.record(nodeIdSchema, pointSchema).default({}),
  frames: framesSchema.default({}),
  notes: notesSchema.default({}),
});

/** Nodes with the edges between them and their positions, frames and notes. */
export type Clip = z.infer<typeof clipSchema>;

/** The selected part of an experiment. Edges to nodes that are not selected are left out. */
export function copyPart(
  experiment: Experiment,
  positions: Readonly<Record<string, Point>>,
  selected: AnnotationIds & { nodes: readonly string[] },
): Clip {
  const { nodes, edges } = experiment.model;
  const ids = selected.nodes.filter((id) => id in nodes);
  return {
    kind: clipKind,
    version: clipVersion,
    nodes: pick(nodes, ids),
    edges: edges.filter(({ from, to }) => ids.includes(from) && ids.includes(to)),
    positions: pick(positions, ids),
    frames: pick(framesOf(experiment), selected.frames),
    notes: pick(notesOf(experiment), selected.notes),
  };
}

export function formatClip(clip: Clip): string {
  return JSON.stringify(clip, null, 2);
}

export function isEmptyClip({ nodes, frames, notes }: Clip): boolean {
  return [nodes, frames, notes].every((part) => Object.keys(part).length === 0);
}

/** Reads a part of a model, or all of a model, from text; or says in a sentence why it is none. */
export function parseClip(text: string): Clip | string {
  if (text.trim() === '') return 'There is no text on the clipboard, so there is nothing to paste.';
  if (text.length > maxCharacters)
    return 'The text on the clipboard is longer than 8 million characters: it is no part of a model.';
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    // Why it is not JSON says something only of what was meant to be.
    const isMeant = /^\s*\{/.test(text) && /"(model|nodes)"/.test(text);
    const reason = isMeant ? `: ${messageOf(error)}` : '';
    return `The text on the clipboard is no part of a model${reason}. Copy nodes on a canvas, or the JSON of a model.`;
  }
  return isObject(value) && 'model' in value ? readModel(value) : readPart(value);
}

function readPart(value: unknown): Clip | string {
  if (!isObject(value) || value['kind'] !== clipKind)
    return 'The JSON on the clipboard is no part of a model. Copy nodes on a canvas, or the JSON of a model.';
  const { version } = value;
  if (typeof version === 'number' && version > clipVersion)
    return `The part of a model on the clipboard is of version ${version}; this program reads up to version ${clipVersion}. Update the program to paste it.`;
  const parsed = clipSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  return `The part of a model on the clipboard is damaged${where ? ` at '${where}'` : ''}: ${issue?.message ?? 'it does not fit the format'}.`;
}

function readModel(value: unknown): Clip | string {
  const { experiment, problems } = parseExperiment(value);
  if (!experiment) {
    const [first] = problems;
    return `The model on the clipboard cannot be read. ${first?.message ?? ''} ${first?.remedy ?? ''}`.trim();
  }
  const positions = computeLayout(experiment, {}, { width: 960, height: 560 });
  return copyPart(experiment, positions, {
    nodes: Object.keys(experiment.model.nodes),
    frames: Object.keys(framesOf(experiment)),
    notes: Object.keys(notesOf(experiment)),
  });
}

/** What stands on the canvas after pasting, by id. */
export interface Pasted extends AnnotationIds {
  nodes: string[];
}

/**
 * Adds a part of a model, moved by `offset`. Ids that are taken get the next free number. Edges to nodes that are not
 * part of it are dropped, and the second of two edges between the same nodes.
 */
export function pasteClip(
  experiment: Experiment,
  clip: Clip,
  offset: Point,
): { experiment: Experiment; pasted: Pasted } {
  const newIds = new Map<string, string>();
  const nodes = { ...experiment.model.nodes };
  const positions = { ...experiment.canvas?.positions };
  for (const [id, node] of Object.entries(clip.nodes)) {
    const newId = findFreeNodeId({ ...experiment, model: { ...experiment.model, nodes } }, id);
    newIds.set(id, newId);
    nodes[newId] = node;
    positions[newId] = move(positionIn(clip, id), offset);
  }
  const edges = new Map(
    clip.edges.flatMap((edge) => {
      const [from, to] = [newIds.get(edge.from), newIds.get(edge.to)];
      if (from === undefined || to === undefined) return [];
      const copy = { ...edge, from, to };
      return [[edgeId(copy), copy] as const];
    }),
  );
  const withNodes: Experiment = {
    ...experiment,
    model: { ...experiment.model, nodes },
    canvas: { ...experiment.canvas, positions },
  };
  const changed = withEdges(withNodes, [...experiment.model.edges, ...edges.values()]);
  const frames = addMoved(framesOf(experiment), clip.frames, 'frame', offset);
  const notes = addMoved(notesOf(experiment), clip.notes, 'note', offset);
  return {
    experiment: withUsedDecoupling(
      experiment,
      withNotes(withFrames(changed, frames.all), notes.all),
    ),
    pasted: { nodes: [...newIds.values()], frames: frames.ids, notes: notes.ids },
  };
}

/**
 * How far a part is moved when it is pasted: its middle to `middle`, or without one a little beside its own place, and
 * from there down until none of its nodes is on top of another one.
 */
export function findPasteOffset(clip: Clip, taken: readonly Point[], middle: Point | null): Point {
  const boxes = boxesIn(clip);
  const bounds = boundsOf(boxes.all) ?? { x: 0, y: 0, width: 0, height: 0 };
  const start = middle
    ? {
        x: Math.round(middle.x - bounds.x - bounds.width / 2),
        y: Math.round(middle.y - bounds.y - bounds.height / 2),
      }
    : { x: step, y: step };
  const overlaps = (offset: Point): boolean =>
    boxes.nodes.some((box) =>
      taken.some(
        ({ x, y }) =>
          Math.abs(box.x + offset.x - x) < nodeSize.width + margin &&
          Math.abs(box.y + offset.y - y) < nodeSize.height + margin,
      ),
    );
  // Below everything there is always room, so the search ends.
  let offset = start;
  while (overlaps(offset)) offset = { x: offset.x, y: offset.y + step };
  return offset;
}

const step = 32;
/** Pixels that stay free around a node that is pasted. */
const margin = 24;

function boxesIn(clip: Clip): { nodes: Box[]; all: Box[] } {
  const nodes = Object.keys(clip.nodes).map((id) => ({ ...positionIn(clip, id), ...nodeSize }));
  return { nodes, all: [...nodes, ...Object.values(clip.frames), ...Object.values(clip.notes)] };
}

/** Nodes without a position, as in JSON that was written by hand, stand in a row. */
function positionIn(clip: Clip, id: string): Point {
  const index = Object.keys(clip.nodes).indexOf(id);
  return clip.positions[id] ?? { x: index * (nodeSize.width + 60), y: 0 };
}

function addMoved<T extends Point>(
  present: Readonly<Record<string, T>>,
  added: Readonly<Record<string, T>>,
  stem: string,
  offset: Point,
): { all: Record<string, T>; ids: string[] } {
  const all: Record<string, T> = { ...present };
  const ids: string[] = [];
  for (const item of Object.values(added).slice(0, maxAnnotations - Object.keys(present).length)) {
    const id = freeAnnotationId(all, stem);
    all[id] = { ...item, ...move(item, offset) };
    ids.push(id);
  }
  return { all, ids };
}

const move = ({ x, y }: Point, offset: Point): Point => ({ x: x + offset.x, y: y + offset.y });

function pick<T>(record: Readonly<Record<string, T>>, ids: readonly string[]): Record<string, T> {
  return Object.fromEntries(
    ids.flatMap((id) => {
      const value = record[id];
      return value === undefined ? [] : [[id, value] as const];
    }),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
