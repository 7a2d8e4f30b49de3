import type { Node as FlowNode } from '@xyflow/svelte';
import type { Frame, Note } from '#spec/annotations';
import type { Experiment } from '#spec/experiment';
import { framesOf, notesOf } from '../../editor/annotations';

/** Frames and notes as nodes of Svelte Flow, which selects, drags and focuses them like those of the model. */

export type FrameFlowNode = FlowNode<{ id: string; frame: Frame }, 'frame'>;
export type NoteFlowNode = FlowNode<{ id: string; note: Note }, 'note'>;

interface SelectedAnnotations {
  frames: readonly string[];
  notes: readonly string[];
}

/** Svelte Flow raises what is selected by 1000: frames stay below cards and edges also then. */
const frameLayer = -5000;
/** Notes lie on frames and below cards. */
const noteLayer = -2500;

/** Ids of nodes of a model have no colon. */
export const toFlowId = (kind: 'frame' | 'note', id: string): string => `${kind}:${id}`;

export function toFlowFrames(
  experiment: Experiment,
  selected: SelectedAnnotations,
): FrameFlowNode[] {
  return (
    Object.entries(framesOf(experiment))
      // A frame within another one is drawn on it.
      .sort(([, a], [, b]) => b.width * b.height - a.width * a.height)
      .map(([id, frame]) => ({
        id: toFlowId('frame', id),
        type: 'frame',
        position: { x: frame.x, y: frame.y },
        width: frame.width,
        height: frame.height,
        zIndex: frameLayer,
        selected: selected.frames.includes(id),
        ariaLabel: `Frame ${frame.title}`,
        // Its inside lets the pointer through, so that nodes in it can be selected by drawing a box around them.
        dragHandle: '.frame-handle',
        class: 'annotation-frame',
        connectable: false,
        data: { id, frame },
      }))
  );
}

export function toFlowNotes(experiment: Experiment, selected: SelectedAnnotations): NoteFlowNode[] {
  return Object.entries(notesOf(experiment)).map(([id, note]) => ({
    id: toFlowId('note', id),
    type: 'note',
    position: { x: note.x, y: note.y },
    width: note.width,
    height: note.height,
    zIndex: noteLayer,
    selected: selected.notes.includes(id),
    ariaLabel: `Note ${note.text}`,
    connectable: false,
    data: { id, note },
  }));
}
