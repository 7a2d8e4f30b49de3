import { describe, expect, it } from 'vitest';
import { experimentSchema } from '#spec/experiment';
import * as annotations from '../../../src-renderer/editor/annotations';
import * as edits from '../../../src-renderer/editor/edits';
import { buildExperiment } from './experiment';

const positions = { image: { x: 0, y: 0 }, a: { x: 200, y: 0 }, loss: { x: 400, y: 0 } };
const chain = buildExperiment('image>a a>loss', { canvas: { positions } });
// Around `image` and `a`, which are 132 × 68 pixels: from -24, -44 to 356, 92.
const box = annotations.boxAround(
  annotations.boxesOf(chain, positions, { nodes: ['image', 'a'], frames: [], notes: [] }),
);
const framed = annotations.addFrame(chain, box as annotations.Box, 'Below').experiment;

describe('frames and notes', () => {
  it('are drawn around what is selected, with room for the title', () => {
    expect(box).toEqual({ x: -24, y: -44, width: 380, height: 136 });
    expect(framed.canvas?.frames?.['frame1']).toEqual({ title: 'Below', color: 'grey', ...box });
    experimentSchema.parse(framed);
  });

  it('hold what lies wholly within a frame', () => {
    const noted = annotations.addNote(framed, { x: 0, y: -20 }).experiment;
    expect(annotations.findFramed(noted, positions, 'frame1')).toEqual({
      nodes: ['image', 'a'],
      frames: [],
      notes: ['note1'],
    });
  });

  it('move with the frame that is selected, each once', () => {
    const inner = annotations.addFrame(framed, { x: 0, y: 0, width: 140, height: 80 }, 'Inner');
    const selected = { nodes: ['a', 'loss'], frames: ['frame1', inner.id], notes: [] };
    expect(annotations.withFramed(inner.experiment, positions, selected)).toEqual({
      nodes: ['a', 'loss', 'image'],
      frames: ['frame1', 'frame2'],
      notes: [],
    });
  });

  it('stay when nodes are moved, renamed and removed', () => {
    const { frames } = framed.canvas ?? {};
    const moved = edits.moveNodes(framed, { a: { x: 9, y: 9 } });
    const renamed = edits.renameNode(moved, 'a', 'b');
    expect(edits.removeElements(renamed, ['b'], []).canvas?.frames).toEqual(frames);
  });

  it('leave no trace in the file when they are removed', () => {
    expect(annotations.removeAnnotations(framed, { frames: ['frame1'], notes: [] }).canvas).toEqual(
      { positions },
    );
  });

  it('follow their nodes when these are laid out again', () => {
    const after = { image: { x: 0, y: 500 }, a: { x: 0, y: 600 }, loss: { x: 900, y: 0 } };
    const refitted = annotations.refitFrames(
      framed,
      annotations.withoutPositions(framed),
      positions,
      after,
    );
    expect(refitted.canvas?.positions).toEqual({});
    expect(refitted.canvas?.frames?.['frame1']).toMatchObject({
      x: -24,
      y: 456,
      width: 180,
      height: 236,
    });
    expect(annotations.withoutPositions(chain).canvas).toBeUndefined();
  });

  it('have limits of number, size and length', () => {
    const note = { text: '', x: 0, y: 0, width: 100, height: 100 };
    const parse = (notes: object): boolean =>
      experimentSchema.safeParse({ ...chain, canvas: { positions: {}, notes } }).success;
    expect(parse({ note1: note })).toBe(true);
    expect(parse({ note1: { ...note, width: 10 } })).toBe(false);
    expect(parse({ note1: { ...note, text: 'x'.repeat(4001) } })).toBe(false);
    const many = (count: number): object =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`note${index}`, note]));
    expect([parse(many(200)), parse(many(201))]).toEqual([true, false]);
  });
});
