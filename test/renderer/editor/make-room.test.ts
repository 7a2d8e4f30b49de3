import { describe, expect, it } from 'vitest';
import { makeRoom } from '../../../src-renderer/editor/make-room';
import { buildExperiment } from './experiment';

// A node is 132 pixels wide and has 60 pixels to its neighbours: from one to the next are 192.
const { model } = buildExperiment('image>a a>b b>loss');
const row = { image: { x: 0, y: 0 }, a: { x: 192, y: 0 }, b: { x: 384, y: 0 } };

describe('room for a node on an edge', () => {
  it('is made by moving what follows by what is missing', () => {
    const positions = { ...row, loss: { x: 600, y: 0 } };
    expect(makeRoom(model, positions, 'a', 'b', { x: 300, y: 10 })).toEqual({
      position: { x: 384, y: 0 },
      moved: { b: { x: 576, y: 0 }, loss: { x: 792, y: 0 } },
    });
  });

  it('is there already between nodes far apart: the node stands where it was dropped', () => {
    const positions = { ...row, b: { x: 900, y: 100 }, loss: { x: 1100, y: 0 } };
    expect(makeRoom(model, positions, 'a', 'b', { x: 500, y: 40 })).toEqual({
      position: { x: 500, y: 40 },
      moved: {},
    });
  });

  it('leaves what stands in the next row', () => {
    const positions = { ...row, loss: { x: 0, y: 200 } };
    const room = makeRoom(model, positions, 'a', 'b', { x: 300, y: 0 });
    expect(room?.moved).toEqual({ b: { x: 576, y: 0 } });
  });

  it('is not made onto another node, nor where the edge leads to the left', () => {
    const other = { ...row, c: { x: 600, y: 0 }, loss: { x: 0, y: 200 } };
    expect(makeRoom(model, other, 'a', 'b', { x: 300, y: 0 })).toBeNull();
    const wrapped = { ...row, loss: { x: 0, y: 200 } };
    expect(makeRoom(model, wrapped, 'b', 'loss', { x: 300, y: 100 })).toBeNull();
  });
});
