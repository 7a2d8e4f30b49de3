import { describe, expect, it } from 'vitest';
import { nodeSize } from '#diagram/layout/geometry';
import {
  toFlowFrames,
  toFlowNotes,
} from '../../../../src-renderer/canvas/annotations/annotation-flow';
import { followDrag, toPlaces } from '../../../../src-renderer/canvas/arrange/drag-places';
import type { CanvasNode } from '../../../../src-renderer/canvas/flow';
import { buildExperiment } from '../../editor/experiment';

const positions = { image: { x: 0, y: 0 }, a: { x: 1000, y: 500 }, loss: { x: 2000, y: 0 } };
const experiment = buildExperiment('image>a a>loss', {
  canvas: {
    positions,
    frames: { frame1: { title: '', x: -20, y: -40, width: 200, height: 160 } },
    notes: { note1: { text: '', x: 0, y: 10, width: 50, height: 50 } },
  },
});
const nothing = { frames: [], notes: [] };
const cards = Object.entries(positions).map(
  ([id, position]) => ({ id, type: 'modelNode', position, ...nodeSize }) as unknown as CanvasNode,
);
const all = [...toFlowFrames(experiment, nothing), ...toFlowNotes(experiment, nothing), ...cards];
function drag(id: string, x: number, y: number, isFree = false): ReturnType<typeof followDrag> {
  const node = all.find((candidate) => candidate.id === id) as CanvasNode;
  const dragged = [{ ...node, position: { x, y } }];
  return followDrag(dragged, all, { experiment, positions, zoom: 0.5, isFree });
}

describe('dragging', () => {
  it('snaps within 6 pixels of the screen, and not with Alt', () => {
    // At half size 6 pixels of the screen are 12 of the canvas.
    expect(drag('a', 1988, 500).places.get('a')).toEqual({ x: 2000, y: 500 });
    expect(drag('a', 1988, 500).guides.length).toBeGreaterThan(0);
    expect(drag('a', 1987, 500).places.get('a')).toEqual({ x: 1987, y: 500 });
    expect(drag('a', 1988, 500, true)).toEqual({
      places: new Map([['a', { x: 1988, y: 500 }]]),
      guides: [],
    });
  });

  it('takes along what is in a frame, and not with Alt', () => {
    expect(toPlaces(drag('frame:frame1', 280, 1460).places)).toEqual({
      nodes: { image: { x: 300, y: 1500 } },
      frames: { frame1: { x: 280, y: 1460 } },
      notes: { note1: { x: 300, y: 1510 } },
    });
    expect(toPlaces(drag('frame:frame1', 280, 1460, true).places)).toEqual({
      nodes: {},
      frames: { frame1: { x: 280, y: 1460 } },
      notes: {},
    });
  });
});
