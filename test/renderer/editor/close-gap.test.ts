import { describe, expect, it } from 'vitest';
import type { Point } from '#diagram/layout/geometry';
import { closeGaps } from '../../../src-renderer/editor/close-gap';
import { removeAndJoin } from '../../../src-renderer/editor/edits';
import { buildExperiment } from './experiment';

// A node is 132 pixels wide and has 60 pixels to its neighbours: from one to the next are 192.
const at = (...xs: number[]): Point[] => xs.map((x) => ({ x, y: 0 }));
const place = (edges: string, positions: Record<string, Point | undefined>, more: object = {}) =>
  buildExperiment(edges, { canvas: { positions, ...more } });
const remove = (spec: ReturnType<typeof buildExperiment>, ...ids: string[]) =>
  closeGaps(spec, removeAndJoin(spec, ids, [])).canvas?.positions;

const [first, second, third, fourth, fifth] = at(0, 192, 384, 576, 768);
const row = { image: first, a: second, b: third, c: fourth, loss: fifth };

describe('the gap of removed nodes that were joined', () => {
  it('is closed by what follows', () => {
    const chain = place('image>a a>b b>c c>loss', row);
    expect(remove(chain, 'a')).toEqual({ image: first, b: second, c: third, loss: fourth });
    expect(remove(chain, 'a', 'b')).toEqual({ image: first, c: second, loss: third });
  });

  it('stays as far as another branch needs it', () => {
    const branches = place('image>a a>sum image>d d>sum sum>loss', {
      ...{ image: first, a: second, sum: third, loss: fourth },
      d: { x: 192, y: 150 },
    });
    expect(remove(branches, 'a')).toMatchObject({ sum: third, loss: fourth });
  });

  it('stays where something would come onto a node, and where frames would stay behind', () => {
    const blocked = place('image>a a>b b>c c>loss', { ...row, other: { x: 250, y: 0 } });
    expect(remove(blocked, 'a')).toMatchObject({ b: third });
    const frames = { frame: { title: 'Head', ...third, width: 400, height: 100 } };
    expect(remove(place('image>a a>b b>c c>loss', row, { frames }), 'a')).toMatchObject({
      b: third,
    });
  });
});
